package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code rpc.discover}: the OpenRPC document of the very definitions that are dispatched to. */
public final class Discovery {
    private static final String OPENRPC = "1.3.2";
    private static final String META_SCHEMA =
            "https://raw.githubusercontent.com/open-rpc/meta-schema/master/schema.json";

    private Discovery() {}

    /**
     * Some methods, and the one that describes them and itself.
     *
     * @param version of this software
     */
    public static List<RpcMethod> added(List<RpcMethod> methods, String version) {
        List<RpcMethod> all = new ArrayList<>(methods);
        RpcMethod discover = new RpcMethod(
                "rpc.discover",
                "This document: every method with its parameters, result and errors, as OpenRPC describes them.",
                List.of(),
                new Document(),
                List.of(),
                arguments -> RpcAnswer.now(document(all, version)),
                false);
        all.add(discover);
        return List.copyOf(all);
    }

    private static ObjectNode document(List<RpcMethod> methods, String version) {
        ObjectNode document = Json.object().put("openrpc", OPENRPC);
        document.putObject("info")
                .put("title", "Quorate")
                .put("version", version)
                .put("description", "JSON-RPC 2.0 over HTTP POST and over WebSocket, both at /.");
        ArrayNode described = document.putArray("methods");
        methods.stream()
                .sorted(Comparator.comparing(RpcMethod::name))
                .forEach(method -> described.add(method.toDescriptor()));
        ObjectNode errors = document.putObject("components").putObject("errors");
        for (ErrorCode code : ErrorCode.values()) {
            errors.putObject(code.name()).put("code", code.number()).put("message", code.meaning());
        }
        return document;
    }

    /** The shape that the standard itself defines. */
    private record Document() implements Shape.Foreign {
        @Override
        public ObjectNode toSchema() {
            return Json.object().put("$ref", META_SCHEMA);
        }

        @Override
        public Optional<String> problem(JsonNode value) {
            return Optional.empty();
        }
    }
}
