package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The schemas of an OpenRPC document, judged by a validator that nobody here wrote. */
final class OpenRpcSchemas {
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);

    private final Map<String, JsonSchema> results = new TreeMap<>();
    private final Set<String> names = new TreeSet<>();

    OpenRpcSchemas(JsonNode document) {
        for (JsonNode method : document.get("methods")) {
            String name = method.get("name").textValue();
            names.add(name);
            JsonNode schema = method.at("/result/schema");
            if (!schema.has("$ref")) {
                results.put(name, FACTORY.getSchema(schema));
            }
        }
    }

    Set<String> names() {
        return names;
    }

    /** What a result breaks of its method's schema. */
    Set<ValidationMessage> problems(String method, JsonNode result) {
        JsonSchema schema = results.get(method);
        return schema == null ? Set.of() : schema.validate(result);
    }

    /** What a document breaks of OpenRPC's own schema. */
    static Set<ValidationMessage> problems(JsonNode document) {
        String dialect = resource("json-schema-tools.json");
        JsonSchemaFactory offline = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V7,
                factory -> factory.schemaLoaders(
                        loaders -> loaders.schemas(Map.of("https://meta.json-schema.tools", dialect))));
        return offline.getSchema(resource("meta-schema.json")).validate(document);
    }

    /** Both name their dialect, which is draft 7, by an address of their own. */
    private static String resource(String name) {
        try (InputStream resource = OpenRpcSchemas.class.getResourceAsStream("/openrpc/" + name)) {
            if (resource == null) {
                throw new IllegalStateException(name + " is not among the test resources");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .replaceFirst(
                            "\"\\$schema\": *\"https://meta.json-schema.tools/\"",
                            "\"\\$schema\": \"http://json-schema.org/draft-07/schema#\"")
                    .replace("https://meta.json-schema.tools/", "https://meta.json-schema.tools");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
