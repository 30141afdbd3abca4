package io.quorate.node.rpc;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Why a call failed, for its caller.
 *
 * @param data more, as members with stable names; values are texts or numbers
 */
record RpcError(ErrorCode code, String message, Map<String, Object> data) {
    static RpcError of(ErrorCode code, String message) {
        return new RpcError(code, message, Map.of());
    }

    /** This with one more member of {@code data}. */
    RpcError with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(name, value);
        return new RpcError(code, message, more);
    }

    /** This as what a method throws. */
    RpcException asException() {
        return new RpcException(this);
    }
}
