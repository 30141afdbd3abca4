package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.HEX;
import static io.quorate.node.rpc.Shape.INTEGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.FinalTransaction;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code tx.*}: transactions that clients sign themselves, and where any transaction stands. */
final class TransactionMethods {
    /** The longest that a call waits for a transaction to become final. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final Parameter ID = Parameter.required("id", Shape.HASH, "the transaction's id");

    private static final List<ResultField> FINAL = List.of(
            ResultField.of("id", Shape.HASH, "the transaction's id"),
            ResultField.of("height", Shape.INTEGER, "the block it is in"),
            ResultField.of("blockId", Shape.HASH, "that block's id"),
            ResultField.of("index", Shape.INTEGER, "its place in the block, from 0"),
            ResultField.of(
                    "receipt",
                    Shape.object(
                            ResultField.of("ok", Shape.FLAG, "whether it succeeded"),
                            ResultField.maybe(
                                    "results",
                                    new Shape.Items(HEX, 0, Integer.MAX_VALUE),
                                    "if it did: of each operation, in their order"),
                            ResultField.maybe("operation", INTEGER, "if not: the operation that failed, from 0"),
                            ResultField.maybe("code", Shape.STRING, "the ledger's code"),
                            ResultField.maybe("message", Shape.STRING, "why, in words")),
                    "what became of it"));

    private final NodeService node;
    private final Submissions submissions;
    private final Duration patience;
    private final RevealGate gate;

    TransactionMethods(NodeService node, Submissions submissions, Duration patience, RevealGate gate) {
        this.node = node;
        this.submissions = submissions;
        this.patience = patience;
        this.gate = gate;
    }

    List<RpcMethod> all() {
        return List.of(submit(), await(), get());
    }

    private RpcMethod submit() {
        return new RpcMethod(
                        "tx.submit",
                        "Takes a signed transaction; answers when it is pending or, asked to wait, when it is final or the time is"
                                + " up: then with its id alone.",
                        List.of(
                                Parameter.required(
                                        "transaction", HEX, "the whole transaction's bytes, signature included"),
                                Parameter.withDefault(
                                        "waitMillis",
                                        Shape.whole(0, LONGEST_WAIT.toMillis()),
                                        "0",
                                        "how long to wait until it is final, at most " + LONGEST_WAIT.toMillis())),
                        Stream.concat(
                                        Stream.of(FINAL.get(0)),
                                        FINAL.stream()
                                                .skip(1)
                                                .map(field -> ResultField.maybe(
                                                        field.name(),
                                                        field.shape(),
                                                        field.description() + "; if it is final")))
                                .toList(),
                        this::submit)
                .failing(ErrorCode.TRANSACTION_REFUSED, ErrorCode.NOT_FOUND, ErrorCode.TOO_EARLY);
    }

    private CompletableFuture<RpcAnswer> submit(Arguments arguments) throws RpcException {
        Transaction transaction;
        try {
            transaction = Transaction.fromBytes(arguments.bytes("transaction"));
        } catch (IllegalArgumentException e) {
            throw Arguments.invalid("transaction", "cannot be read: " + e.getMessage());
        }
        gate.check(transaction);
        TransactionId id = transaction.id();
        Duration wait = Duration.ofMillis(arguments.integer("waitMillis", 0));
        return submissions.submit(transaction).thenCompose(refusal -> {
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(new RpcAnswer.Failure(refused(refusal.get(), id)));
            }
            return wait.isZero() ? CompletableFuture.completedFuture(pending(id)) : finalOrPending(id, wait);
        });
    }

    private static RpcAnswer pending(TransactionId id) {
        return new RpcAnswer.Result(
                Json.object().put("id", id.toString()), Map.of("txId", id.toString(), "final", false));
    }

    /** It was taken: however the wait ends, that stands. */
    private CompletableFuture<RpcAnswer> finalOrPending(TransactionId id, Duration wait) {
        return submissions
                .await(id, wait)
                .thenApply(ending -> ending instanceof Submissions.Ending.Final done
                        ? new RpcAnswer.Result(
                                found(id, done.transaction()), Map.of("txId", id.toString(), "final", true))
                        : pending(id));
    }

    private RpcMethod await() {
        return new RpcMethod(
                        "tx.wait",
                        "Answers when a transaction is final, or with NOT_FINAL_IN_TIME.",
                        List.of(
                                ID,
                                Parameter.withDefault(
                                        "timeoutMillis",
                                        Shape.whole(0, LONGEST_WAIT.toMillis()),
                                        "" + patience.toMillis(),
                                        "how long to wait, at most " + LONGEST_WAIT.toMillis())),
                        FINAL,
                        this::await)
                .failing(ErrorCode.NOT_FINAL_IN_TIME, ErrorCode.OVERLOADED);
    }

    private CompletableFuture<RpcAnswer> await(Arguments arguments) throws RpcException {
        TransactionId id = new TransactionId(arguments.hash("id"));
        long millis = arguments.integer("timeoutMillis", patience.toMillis());
        return submissions.await(id, Duration.ofMillis(millis)).thenApply(ending -> {
            if (ending instanceof Submissions.Ending.Final done) {
                return new RpcAnswer.Result(found(id, done.transaction()));
            }
            return new RpcAnswer.Failure(
                    ending instanceof Submissions.Ending.Overloaded
                            ? overloaded()
                            : late(id, Duration.ofMillis(millis)));
        });
    }

    private RpcMethod get() {
        return new RpcMethod("tx.get", "A final transaction's place and receipt.", List.of(ID), FINAL, this::get)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> get(Arguments arguments) throws RpcException {
        TransactionId id = new TransactionId(arguments.hash("id"));
        Optional<FinalTransaction> found = node.find(id);
        if (found.isEmpty()) {
            throw RpcError.of(ErrorCode.NOT_FOUND, "no final transaction has the id " + id + "; it may be pending")
                    .with("txId", id.toString())
                    .asException();
        }
        return RpcAnswer.now(found(id, found.get()));
    }

    private static ObjectNode found(TransactionId id, FinalTransaction transaction) {
        ObjectNode result = Json.object()
                .put("id", id.toString())
                .put("height", transaction.height().number())
                .put("blockId", transaction.block().id().toString())
                .put("index", transaction.index());
        ObjectNode receipt = result.putObject("receipt");
        if (transaction.receipt() instanceof Receipt.Ok ok) {
            receipt.put("ok", true);
            ArrayNode results = receipt.putArray("results");
            ok.results().forEach(bytes -> results.add(HexFormat.of().formatHex(bytes)));
        } else {
            Receipt.Failed failed = (Receipt.Failed) transaction.receipt();
            receipt.put("ok", false)
                    .put("operation", failed.operation())
                    .put("code", failed.code())
                    .put("message", failed.message());
        }
        return result;
    }

    /** The error of a transaction that was not taken. */
    static RpcError refused(Refusal why, TransactionId id) {
        return RpcError.of(ErrorCode.TRANSACTION_REFUSED, why.message())
                .with("code", why.code())
                .with("txId", id.toString());
    }

    /** The error of a transaction that was not final in time. */
    static RpcError late(TransactionId id, Duration limit) {
        return RpcError.of(
                        ErrorCode.NOT_FINAL_IN_TIME,
                        "not final within " + limit.toMillis() + " ms; it may still become final: ask tx.wait")
                .with("txId", id.toString());
    }

    /** The error of a call that found no place to wait. */
    static RpcError overloaded() {
        return RpcError.of(ErrorCode.OVERLOADED, "too many calls wait for finality: try again later");
    }
}
