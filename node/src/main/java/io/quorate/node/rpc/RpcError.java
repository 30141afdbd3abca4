package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a call failed, for its caller.
 *
 * @param data more, as members with stable names; values are texts or numbers
 */
public record RpcError(ErrorCode code, String message, Map<String, Object> data) {
    /** Without {@code data}. */
    public static RpcError of(ErrorCode code, String message) {
        return new RpcError(code, message, Map.of());
    }

    /** This with one more member of {@code data}. */
    public RpcError with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(name, value);
        return new RpcError(code, message, more);
    }

    /** The error object of JSON-RPC. */
    public ObjectNode toJson() {
        ObjectNode body = Json.object().put("code", code.number()).put("message", message);
        if (!data.isEmpty()) {
            ObjectNode more = body.putObject("data");
            data.forEach((name, value) -> more.putPOJO(name, value));
        }
        return body;
    }

    /** This as what a method throws. */
    public RpcException asException() {
        return new RpcException(this);
    }
}
