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
import java.util.function.Predicate;
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
        return answer(body, new Room(caller), (method, params) -> run(method, params, caller));
    }

    /** The same with every call ended by this error, and nothing run. */
    public CompletableFuture<Optional<byte[]>> refuse(byte[] body, RpcError error) {
        return answer(body, new Room(), (method, params) -> failed(error));
    }

    /** The answer of this error to a body that is not even read. */
    public static CompletableFuture<Optional<byte[]>> refuseUnread(RpcError error) {
        return CompletableFuture.completedFuture(Optional.of(Json.write(failure(NO_ID, error))));
    }

    /** Runs a call, or does not. */
    private interface Runner {
        CompletableFuture<RpcAnswer> run(String method, JsonNode params);
    }

    private CompletableFuture<Optional<byte[]>> answer(byte[] body, Room room, Runner runner) {
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
        if (!node.isArray()) {
            return one(node, room, runner);
        }
        List<CompletableFuture<Optional<byte[]>>> calls = new ArrayList<>(node.size());
        for (JsonNode each : node) {
            // Written as they come: what an answer was made of is not kept for the rest of the batch.
            calls.add(one(each, room, runner));
        }
        return CompletableFuture.allOf(calls.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> joined(calls));
    }

    /** What there is for the answers to one body. Thread-safe. */
    private static final class Room {
        private final int maxBytes;
        private final Predicate<Integer> hold;
        private final AtomicLong written = new AtomicLong();
        private volatile boolean exceeded;

        Room() {
            maxBytes = Integer.MAX_VALUE;
            hold = bytes -> true;
        }

        Room(Caller caller) {
            maxBytes = caller.maxAnswerBytes();
            hold = caller::hold;
        }

        /** Why there is none for so many bytes more, if there is none. */
        Optional<String> problem(int bytes) {
            if (written.addAndGet(bytes) > maxBytes) {
                exceeded = true;
                return Optional.of(
                        "the answers are together longer than " + maxBytes + " bytes: ask for less at a time");
            }
            if (hold.test(bytes)) {
                return Optional.empty();
            }
            exceeded = true;
            return Optional.of("the node holds as many answers as it may: try again later, or ask for less");
        }

        /** Whether an answer found none: then there is no use in making more. */
        boolean exceeded() {
            return exceeded;
        }
    }

    /**
     * An answer as bytes; or an error in the place of a result, if there is no room for it, with what of it is told in any
     * case; empty for a notification. An error is not replaced: it is about as short as what would be put there.
     */
    private static Optional<byte[]> within(Room room, JsonNode id, boolean notification, RpcAnswer answer) {
        Optional<byte[]> bytes = notification ? Optional.empty() : Optional.of(Json.write(response(id, answer)));
        Optional<String> problem = bytes.flatMap(response -> room.problem(response.length));
        if (!(answer instanceof RpcAnswer.Result result)) {
            return bytes;
        }
        if (notification || problem.isPresent()) {
            result.unsent().run();
        }
        return problem.map(words -> Json.write(failure(id, new RpcError(ErrorCode.OVERLOADED, words, result.kept()))))
                .or(() -> bytes);
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
    private CompletableFuture<Optional<byte[]>> one(JsonNode request, Room room, Runner runner) {
        JsonNode id = request.path("id");
        boolean idFits = id.isMissingNode() || id.isTextual() || id.isNumber() || id.isNull();
        JsonNode echoed = idFits && !id.isMissingNode() ? id : NO_ID;
        Optional<String> problem = !request.isObject()
                ? Optional.of("a call is a JSON object")
                : !idFits ? Optional.of("\"id\" must be a string, a number or null") : problem(request);
        if (problem.isPresent()) {
            RpcAnswer refused = new RpcAnswer.Failure(invalid(problem.get()));
            return CompletableFuture.completedFuture(within(room, echoed, false, refused));
        }
        boolean notification = id.isMissingNode();
        if (room.exceeded()) {
            RpcAnswer refused = new RpcAnswer.Failure(RpcError.of(
                            ErrorCode.OVERLOADED,
                            "not done: the answers before it took all the room there is; ask for less at a time")
                    .with("done", false));
            return CompletableFuture.completedFuture(within(room, echoed, notification, refused));
        }
        return runner.run(request.path("method").textValue(), request.path("params"))
                .exceptionally(failure -> new RpcAnswer.Failure(internal(failure)))
                .thenApply(answer -> within(room, echoed, notification, answer));
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
        } catch (RuntimeException | Error e) {
            // An Error, too: who called waits for an answer, and the log is where it is looked for.
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
