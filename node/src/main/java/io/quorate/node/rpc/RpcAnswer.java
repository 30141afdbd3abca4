package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** How a call ended. */
public sealed interface RpcAnswer {
    /**
     * Well.
     *
     * @param unsent runs if the caller is not told: the call was a notification, or an error takes the answer's place
     * @param kept what the caller is told in any case, in that error's data: of a call that changed something, what
     */
    record Result(JsonNode value, Runnable unsent, Map<String, Object> kept) implements RpcAnswer {
        /** A result that nothing hangs on. */
        public Result(JsonNode value) {
            this(value, Map.of());
        }

        /** A result of which something is told in any case. */
        public Result(JsonNode value, Map<String, Object> kept) {
            this(value, () -> {}, kept);
        }

        /** A result that takes something back if the caller is not told. */
        public Result(JsonNode value, Runnable unsent) {
            this(value, unsent, Map.of());
        }
    }

    /** With an error. */
    record Failure(RpcError error) implements RpcAnswer {}

    /** A result that is there already. */
    static CompletableFuture<RpcAnswer> now(JsonNode value) {
        return CompletableFuture.completedFuture(new Result(value));
    }
}
