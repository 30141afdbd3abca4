package io.quorate.node.rpc;

import java.util.Optional;

/**
 * A parameter of a method.
 *
 * @param fallback the value, in words, that an omitted one has; empty for a required one and for one without default
 */
record Parameter(String name, Type type, boolean required, Optional<String> fallback, String description) {
    /** What a parameter holds. */
    enum Type {
        /** A text of at most {@link Arguments#MAX_TEXT} characters. */
        STRING("string"),
        /** A whole number. */
        INTEGER("integer"),
        /** Lower- or upper-case hexadecimal digits, two a byte. */
        HEX("string");

        private final String json;

        Type(String json) {
            this.json = json;
        }

        /** The name of the type in a JSON schema. */
        String json() {
            return json;
        }
    }

    static Parameter required(String name, Type type, String description) {
        return new Parameter(name, type, true, Optional.empty(), description);
    }

    static Parameter optional(String name, Type type, String description) {
        return new Parameter(name, type, false, Optional.empty(), description);
    }

    static Parameter withDefault(String name, Type type, String fallback, String description) {
        return new Parameter(name, type, false, Optional.of(fallback), description);
    }
}
