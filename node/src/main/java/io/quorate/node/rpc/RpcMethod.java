package io.quorate.node.rpc;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A method: what documents it, and what runs it. Everything about a method is here and nowhere else.
 *
 * @param unsafe whether it signs with this node's keys, or changes the node: not for everyone who reaches the port
 */
record RpcMethod(
        String name,
        String description,
        List<Parameter> parameters,
        List<ResultField> result,
        Handler handler,
        boolean unsafe) {
    RpcMethod(String name, String description, List<Parameter> parameters, List<ResultField> result, Handler handler) {
        this(name, description, parameters, result, handler, false);
    }

    RpcMethod {
        parameters = List.copyOf(parameters);
        result = List.copyOf(result);
    }

    /** This, for trusted callers only. */
    RpcMethod asUnsafe() {
        return new RpcMethod(name, description, parameters, result, handler, true);
    }

    /** What runs a method. */
    @FunctionalInterface
    interface Handler {
        /**
         * On a worker: may read the disk and sign, never wait. The future ends in bounded time, and never with an
         * exception that is a caller's fault.
         *
         * @throws RpcException the caller's mistake, or what the node refuses
         */
        CompletableFuture<RpcAnswer> call(Arguments arguments) throws RpcException;
    }
}
