package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * A parameter of a method.
 *
 * @param shape what it may be
 * @param fallback the value, in words, that an omitted one has; empty for a required one and for one without default
 */
public record Parameter(String name, Shape shape, boolean required, Optional<String> fallback, String description) {
    /** One that must be given. */
    public static Parameter required(String name, Shape shape, String description) {
        return new Parameter(name, shape, true, Optional.empty(), description);
    }

    /** One that may be left out, or null. */
    public static Parameter optional(String name, Shape shape, String description) {
        return new Parameter(name, shape, false, Optional.empty(), description);
    }

    /** One that has this value when it is left out or null. */
    public static Parameter withDefault(String name, Shape shape, String fallback, String description) {
        return new Parameter(name, shape, false, Optional.of(fallback), description);
    }

    /** How OpenRPC describes it. */
    ObjectNode toDescriptor() {
        ObjectNode schema = shape.toSchema();
        if (shape instanceof Shape.Whole) {
            fallback.filter(text -> text.matches("-?[0-9]{1,18}"))
                    .ifPresent(number -> schema.put("default", Long.parseLong(number)));
        }
        ObjectNode descriptor = Json.object()
                .put("name", name)
                .put(
                        "description",
                        description + fallback.map(text -> "; default: " + text).orElse(""))
                .put("required", required);
        descriptor.set("schema", schema);
        return descriptor;
    }
}
