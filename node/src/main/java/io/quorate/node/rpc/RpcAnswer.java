package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/** How a call ended. */
public sealed interface RpcAnswer {
    /** Well. */
    record Result(JsonNode value) implements RpcAnswer {}

    /** With an error. */
    record Failure(RpcError error) implements RpcAnswer {}

    /** A result that is there already. */
    static CompletableFuture<RpcAnswer> now(JsonNode value) {
        return CompletableFuture.completedFuture(new Result(value));
    }
}
