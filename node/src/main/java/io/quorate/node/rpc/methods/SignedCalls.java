package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.methods.Submissions.Ending;
import io.quorate.node.runtime.NodeService.FinalTransaction;
import io.quorate.protocol.mempool.Admission;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Calls that the node signs: one operation, one transaction, answered when it is final (ledger.md, JSON-RPC). */
final class SignedCalls {
    /** Refusals that a client's own doing brings about; any other is the node's. */
    private static final Set<String> CLIENTS_DOING = Set.of(Ledger.ALREADY_KNOWN, Admission.Refused.SENDER_SHARE);

    private final Submissions submissions;
    private final Duration patience;

    SignedCalls(Submissions submissions, Duration patience) {
        this.submissions = submissions;
        this.patience = patience;
    }

    /** Makes the answer of an operation that succeeded; height and txId are added to it. */
    interface Answer {
        ObjectNode of(Result result);
    }

    /** Signs, submits and waits; tells the circuit breaker how it went. */
    CompletableFuture<RpcAnswer> send(
            Signer signer, Operation operation, CircuitBreaker.Attempt attempt, Answer answer) {
        return send(signer, operation, attempt, submissions.direct(), answer);
    }

    /** The same by way of {@code outlet}. */
    CompletableFuture<RpcAnswer> send(
            Signer signer, Operation operation, CircuitBreaker.Attempt attempt, Outlet outlet, Answer answer) {
        Transaction transaction;
        CompletableFuture<Ending> sent;
        try {
            transaction = submissions.sign(signer, List.of(operation.encode()));
            sent = submissions.send(transaction, outlet, patience);
        } catch (RuntimeException e) {
            attempt.failed();
            throw e;
        }
        return sent.whenComplete((ending, failure) -> {
                    if (failure != null || isNodesOwn(ending)) {
                        attempt.failed();
                    } else {
                        attempt.succeeded();
                    }
                })
                .thenApply(ending -> answered(transaction, ending, answer));
    }

    private static boolean isNodesOwn(Ending ending) {
        return ending instanceof Ending.Refused refused
                ? !CLIENTS_DOING.contains(refused.refusal().code())
                : !(ending instanceof Ending.Final);
    }

    private RpcAnswer answered(Transaction transaction, Ending ending, Answer answer) {
        TransactionId id = transaction.id();
        if (ending instanceof Ending.Final done) {
            return receipt(id, done.transaction(), answer);
        }
        if (ending instanceof Ending.Refused refused) {
            return new RpcAnswer.Failure(TransactionMethods.refused(refused.refusal(), id));
        }
        return new RpcAnswer.Failure(
                ending instanceof Ending.TimeUp
                        ? TransactionMethods.late(id, patience)
                                .with("expiryMillis", transaction.expiry().millis())
                        : TransactionMethods.overloaded());
    }

    private static RpcAnswer receipt(TransactionId id, FinalTransaction transaction, Answer answer) {
        long height = transaction.height().number();
        if (transaction.receipt() instanceof Receipt.Failed failed) {
            return new RpcAnswer.Failure(RpcError.of(ErrorCode.TRANSACTION_FAILED, failed.message())
                    .with("code", failed.code())
                    .with("txId", id.toString())
                    .with("height", height));
        }
        Receipt.Ok ok = (Receipt.Ok) transaction.receipt();
        ObjectNode result = answer.of(Result.decode(ok.results().get(0)));
        return new RpcAnswer.Result(
                result.put("height", height).put("txId", id.toString()),
                Map.of("txId", id.toString(), "height", height, "final", true));
    }
}
