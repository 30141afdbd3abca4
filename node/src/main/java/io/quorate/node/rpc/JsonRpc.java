package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON-RPC 2.0: bodies in, bodies out. Knows nothing of HTTP. Thread-safe. */
public final class JsonRpc {
    private static final Logger LOG = LoggerFactory.getLogger(JsonRpc.class);
    private static final JsonNode NO_ID = NullNode.getInstance();

    private final Map<String, RpcMethod> methods = new TreeMap<>();
    private final int maxBatch;

    /**
     * Serves these methods.
     *
     * @param maxBatch how many calls one body may hold
     * @throws IllegalArgumentException if two have one name
     */
    public JsonRpc(Collection<RpcMethod> methods, int maxBatch) {
        for (RpcMethod method : methods) {
            if (this.methods.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two methods are called " + method.name());
            }
        }
        this.maxBatch = maxBatch;
    }

    /**
     * The answer to a body; empty if it holds notifications only.
     *
     * <p>As bytes of JSON in UTF-8; never longer by much than the caller's limit.
     */
    public CompletableFuture<Optional<byte[]>> answer(byte[] body, Caller caller) {
        return answer(body, caller.maxAnswerBytes(), (method, params) -> run(method, params, caller));
    }

    /** The same with every call ended by this error, and nothing run. */
    public CompletableFuture<Optional<byte[]>> refuse(byte[] body, RpcError error) {
        return answer(body, Integer.MAX_VALUE, (method, params) -> failed(error));
    }

    /** Runs a call, or does not. */
    private interface Runner {
        CompletableFuture<RpcAnswer> run(String method, JsonNode params);
    }

    private CompletableFuture<Optional<byte[]>> answer(byte[] body, int maxBytes, Runner runner) {
        JsonNode node;
        try {
            node = Json.read(body);
            if (node.isArray() && node.isEmpty()) {
                throw invalid("a batch holds at least one call").asException();
            }
            if (node.isArray() && node.size() > maxBatch) {
                throw invalid("a batch holds at most " + maxBatch + " calls, not " + node.size())
                        .asException();
            }
        } catch (RpcException e) {
            return CompletableFuture.completedFuture(Optional.of(Json.write(failure(NO_ID, e.error()))));
        }
        AtomicLong written = new AtomicLong();
        if (!node.isArray()) {
            return one(node, runner).thenApply(response -> response.map(one -> within(maxBytes, written, one)));
        }
        List<CompletableFuture<Optional<byte[]>>> calls = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            // Written as they come: what an answer was made of is not kept for the rest of the batch.
            calls.add(one(each, runner).thenApply(response -> response.map(one -> within(maxBytes, written, one))));
        }
        return CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> joined(calls));
    }

    /** An answer; or an error in its place, if it is too long with those of the same body before it. */
    private static byte[] within(int maxBytes, AtomicLong written, ObjectNode response) {
        byte[] bytes = Json.write(response);
        if (written.addAndGet(bytes.length) <= maxBytes) {
            return bytes;
        }
        RpcError error = RpcError.of(
                ErrorCode.OVERLOADED,
                "the answers are together longer than " + maxBytes + " bytes: ask for less at a time");
        return Json.write(failure(response.path("id"), error));
    }

    private static Optional<byte[]> joined(List<CompletableFuture<Optional<byte[]>>> calls) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (CompletableFuture<Optional<byte[]>> call : calls) {
            call.join().ifPresent(response -> {
                all.write(all.size() == 0 ? '[' : ',');
                all.writeBytes(response);
            });
        }
        if (all.size() == 0) {
            return Optional.empty();
        }
        all.write(']');
        return Optional.of(all.toByteArray());
    }

    /** One call; empty for a notification. */
    private CompletableFuture<Optional<ObjectNode>> one(JsonNode request, Runner runner) {
        JsonNode id = request.path("id");
        boolean idFits = id.isMissingNode() || id.isTextual() || id.isNumber() || id.isNull();
        JsonNode echoed = idFits && !id.isMissingNode() ? id : NO_ID;
        Optional<String> problem = !request.isObject()
                ? Optional.of("a call is a JSON object")
                : !idFits ? Optional.of("\"id\" must be a string, a number or null") : problem(request);
        if (problem.isPresent()) {
            return CompletableFuture.completedFuture(Optional.of(failure(echoed, invalid(problem.get()))));
        }
        boolean notification = id.isMissingNode();
        return runner.run(request.path("method").textValue(), request.path("params"))
                .exceptionally(failure -> new RpcAnswer.Failure(internal(failure)))
                .thenApply(answer -> notification ? Optional.empty() : Optional.of(response(echoed, answer)));
    }

    private static Optional<String> problem(JsonNode request) {
        if (!"2.0".equals(request.path("jsonrpc").textValue())) {
            return Optional.of("\"jsonrpc\" must be \"2.0\"");
        }
        if (!request.path("method").isTextual()) {
            return Optional.of("\"method\" must be a string");
        }
        JsonNode params = request.path("params");
        return params.isMissingNode() || params.isContainerNode()
                ? Optional.empty()
                : Optional.of("\"params\" must be an array or an object");
    }

    private CompletableFuture<RpcAnswer> run(String name, JsonNode params, Caller caller) {
        RpcMethod method = methods.get(name);
        if (method == null) {
            return failed(unknown(name));
        }
        if (method.unsafe() && !caller.trusted()) {
            return failed(RpcError.of(
                    ErrorCode.UNSAFE_METHOD,
                    name + " acts with this node's keys: call it from the node's own machine, or start the node with"
                            + " --rpc-methods unsafe"));
        }
        try {
            return method.handler().call(Arguments.of(method, params, caller));
        } catch (RpcException e) {
            return failed(e.error());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private RpcError unknown(String name) {
        String shown = Names.shown(name);
        Optional<String> nearest = Names.nearest(name, methods.keySet());
        RpcError error = RpcError.of(
                ErrorCode.METHOD_NOT_FOUND,
                "no method \"" + shown + "\""
                        + nearest.map(near -> "; did you mean \"" + near + "\"?")
                                .orElse(""));
        return nearest.map(near -> error.with("nearest", near)).orElse(error);
    }

    private static RpcError internal(Throwable failure) {
        LOG.error("a call failed by a fault of this node", failure);
        return RpcError.of(ErrorCode.INTERNAL_ERROR, "an internal error; the node's log says more");
    }

    private static RpcError invalid(String problem) {
        return RpcError.of(ErrorCode.INVALID_REQUEST, problem);
    }

    private static CompletableFuture<RpcAnswer> failed(RpcError error) {
        return CompletableFuture.completedFuture(new RpcAnswer.Failure(error));
    }

    private static ObjectNode response(JsonNode id, RpcAnswer answer) {
        if (answer instanceof RpcAnswer.Result result) {
            ObjectNode response = Json.object().put("jsonrpc", "2.0");
            response.set("result", result.value());
            response.set("id", id);
            return response;
        }
        return failure(id, ((RpcAnswer.Failure) answer).error());
    }

    private static ObjectNode failure(JsonNode id, RpcError error) {
        ObjectNode response = Json.object().put("jsonrpc", "2.0");
        response.set("error", error.toJson());
        response.set("id", id);
        return response;
    }
}
