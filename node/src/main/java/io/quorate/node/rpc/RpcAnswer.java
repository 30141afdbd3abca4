package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;

/** How a call ended. */
public sealed interface RpcAnswer {
    /**
     * Well.
     *
     * @param unsent runs if the caller is not told: the call was a notification, or an error takes the answer's place
     */
    record Result(JsonNode value, Runnable unsent) implements RpcAnswer {
        /** A result that nothing hangs on. */
        public Result(JsonNode value) {
            this(value, () -> {});
        }
    }

    /** With an error. */
    record Failure(RpcError error) implements RpcAnswer {}

    /** A result that is there already. */
    static CompletableFuture<RpcAnswer> now(JsonNode value) {
        return CompletableFuture.completedFuture(new Result(value));
    }
}
