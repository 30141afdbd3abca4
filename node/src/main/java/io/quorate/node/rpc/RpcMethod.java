package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A method: what documents it, what checks its arguments, and what runs it. Everything about a method is here and nowhere
 * else.
 *
 * @param description in a sentence or two
 * @param result what it answers with
 * @param errors how it may fail, besides by what the standard says
 * @param unsafe whether it signs with this node's keys, or changes the node: not for everyone who reaches the port
 */
public record RpcMethod(
        String name,
        String description,
        List<Parameter> parameters,
        Shape result,
        List<ErrorCode> errors,
        Handler handler,
        boolean unsafe) {
    /** A method for everyone that answers with an object of these members. */
    public RpcMethod(
            String name, String description, List<Parameter> parameters, List<ResultField> result, Handler handler) {
        this(name, description, parameters, new Shape.Structure(result), List.of(), handler, false);
    }

    /** Copies the lists. */
    public RpcMethod {
        parameters = List.copyOf(parameters);
        errors = List.copyOf(errors);
    }

    /** This, for trusted callers only. */
    public RpcMethod asUnsafe() {
        return new RpcMethod(name, description, parameters, result, errors, handler, true);
    }

    /** This, which may fail in these ways. */
    public RpcMethod failing(ErrorCode... codes) {
        return new RpcMethod(name, description, parameters, result, List.of(codes), handler, unsafe);
    }

    /** How OpenRPC describes it. */
    ObjectNode toDescriptor() {
        ObjectNode method = Json.object().put("name", name).put("summary", description);
        ArrayNode tags = method.putArray("tags");
        tags.addObject().put("name", name.substring(0, Math.max(0, name.indexOf('.'))));
        if (unsafe) {
            tags.addObject().put("name", "unsafe");
        }
        if (name.indexOf('.') < 0) {
            tags.remove(0);
        }
        method.put("paramStructure", "either");
        ArrayNode params = method.putArray("params");
        parameters.forEach(parameter -> params.add(parameter.toDescriptor()));
        method.putObject("result").put("name", "result").set("schema", result.toSchema());
        ArrayNode failures = method.putArray("errors");
        if (!parameters.isEmpty()) {
            failures.add(reference(ErrorCode.INVALID_PARAMS));
        }
        errors.forEach(code -> failures.add(reference(code)));
        if (unsafe) {
            failures.add(reference(ErrorCode.UNSAFE_METHOD));
        }
        return method;
    }

    private static ObjectNode reference(ErrorCode code) {
        return Json.object().put("$ref", "#/components/errors/" + code.name());
    }

    /** What runs a method. */
    @FunctionalInterface
    public interface Handler {
        /**
         * On a worker: may read the disk and sign, never wait. The future ends in bounded time, and never with an
         * exception that is a caller's fault.
         *
         * @throws RpcException the caller's mistake, or what the node refuses
         */
        CompletableFuture<RpcAnswer> call(Arguments arguments) throws RpcException;
    }
}
