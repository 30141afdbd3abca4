package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.rpc.Workers;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.Removal;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Block;
import io.quorate.storage.Snapshots;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/** {@code node.*}: what an operator has done to the store of this node. */
final class StorageMethods {
    /** Peers that were away for a while, receipts and subscriptions need some. */
    private static final int LEAST_KEPT = 1_000;

    private final NodeService node;
    private final Workers workers;

    StorageMethods(NodeService node, Workers workers) {
        this.node = node;
        this.workers = workers;
    }

    List<RpcMethod> all() {
        return List.of(snapshot().asUnsafe(), prune().asUnsafe());
    }

    private RpcMethod snapshot() {
        return new RpcMethod(
                        "node.snapshot",
                        "Makes a copy of the chain and its state on this node's disk, while the node goes on: a base path to"
                                + " start another node from, without keys and signing journal. The newest "
                                + Snapshots.KEPT
                                + " are kept.",
                        List.of(),
                        List.of(
                                ResultField.of("path", STRING, "where it is"),
                                ResultField.of("height", INTEGER, "the height of its head"),
                                ResultField.of("blockId", Shape.HASH, "the head's id"),
                                ResultField.of("stateRoot", Shape.HASH, "the root of the state after it")),
                        arguments -> answer(node.takeSnapshot(), StorageMethods::json))
                .failing(ErrorCode.STORAGE_FAILED, ErrorCode.OVERLOADED);
    }

    private static ObjectNode json(Snapshots.Taken taken) {
        Block head = taken.head().block();
        return Json.object()
                .put("path", taken.path().toString())
                .put("height", head.height().number())
                .put("blockId", head.id().toString())
                .put("stateRoot", head.header().stateRoot().toHex());
    }

    private RpcMethod prune() {
        return new RpcMethod(
                        "node.prune",
                        "Removes old blocks from this node's disk, with their transactions and receipts. The state stays, and"
                                + " so does each epoch's last block, so that receipts of what is now still verify from genesis."
                                + " Call it again while there is more.",
                        List.of(Parameter.required(
                                "keep",
                                Shape.whole(LEAST_KEPT, Long.MAX_VALUE),
                                "how many of the newest blocks stay, at least " + LEAST_KEPT)),
                        List.of(
                                ResultField.of("oldest", INTEGER, "from this height on every block is here"),
                                ResultField.of("removed", INTEGER, "how many blocks went"),
                                ResultField.of("more", Shape.FLAG, "whether there are more to remove")),
                        this::prune)
                .failing(ErrorCode.STORAGE_FAILED, ErrorCode.OVERLOADED);
    }

    private CompletableFuture<RpcAnswer> prune(Arguments arguments) throws RpcException {
        return answer(node.removeOld(arguments.integer("keep", LEAST_KEPT)), StorageMethods::json);
    }

    private static ObjectNode json(Removal removal) {
        return Json.object()
                .put("oldest", removal.oldest().number())
                .put("removed", removal.removed())
                .put("more", removal.more());
    }

    private <T> CompletableFuture<RpcAnswer> answer(CompletableFuture<T> work, Function<T, ObjectNode> json) {
        CompletableFuture<RpcAnswer> answer = new CompletableFuture<>();
        var unused = work.whenComplete((done, failure) -> {
            Runnable rest = () -> {
                try {
                    answer.complete(
                            failure == null
                                    ? new RpcAnswer.Result(json.apply(done))
                                    : new RpcAnswer.Failure(explained(failure)));
                } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(e);
                }
            };
            // Not on the node's own thread, which told us.
            if (!workers.finish(rest)) {
                rest.run();
            }
        });
        return answer;
    }

    private static RpcError explained(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof StorageException) {
            return RpcError.of(ErrorCode.STORAGE_FAILED, String.valueOf(cause.getMessage()));
        }
        if (cause instanceof RejectedExecutionException) {
            return RpcError.of(ErrorCode.OVERLOADED, "the node has enough to do to its store: try again later");
        }
        throw new IllegalStateException("a store was not looked after", cause);
    }
}
