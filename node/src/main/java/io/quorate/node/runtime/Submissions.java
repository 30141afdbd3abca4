package io.quorate.node.runtime;

import io.quorate.protocol.mempool.Admission;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.Observer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import io.quorate.protocol.verify.Verifier;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Takes clients' transactions: checks them beside the peers', gives them to the replica, tells what became of them. While
 * the mempool is full they are refused unchecked, since under overload checking would take the time that finality needs.
 */
final class Submissions implements Observer {
    private static final int LIMIT = 32_768;
    private static final Refusal OVERLOADED =
            new Refusal("OVERLOADED", "the node has more to do than it can: send it again in a moment");

    private static final Refusal FULL = new Refusal(
            Admission.Refused.MEMPOOL_FULL, "as many transactions are pending as the node holds; try again later");

    private final Verifier verifier;
    private final Edge edge;
    private final Inbox inbox;
    private final Executor executor;
    private final BooleanSupplier full;
    private final ConcurrentHashMap<TransactionId, CompletableFuture<Optional<Refusal>>> waiting =
            new ConcurrentHashMap<>();

    /** @param full whether the mempool had no room a moment ago */
    Submissions(Verifier verifier, Edge edge, Inbox inbox, Executor executor, BooleanSupplier full) {
        this.verifier = verifier;
        this.edge = edge;
        this.inbox = inbox;
        this.executor = executor;
        this.full = full;
    }

    CompletableFuture<Optional<Refusal>> submit(Transaction transaction) {
        if (waiting.size() >= LIMIT) {
            return CompletableFuture.completedFuture(Optional.of(OVERLOADED));
        }
        if (full.getAsBoolean()) {
            return CompletableFuture.completedFuture(Optional.of(FULL));
        }
        CompletableFuture<Optional<Refusal>> mine = new CompletableFuture<>();
        CompletableFuture<Optional<Refusal>> other = waiting.putIfAbsent(transaction.id(), mine);
        if (other != null) {
            return other.copy();
        }
        if (!edge.submit(Inbox.Lane.BULK, () -> check(transaction))) {
            complete(transaction.id(), Optional.of(OVERLOADED));
        }
        return mine.copy();
    }

    private void check(Transaction transaction) {
        Verdict<Transaction> verdict = verifier.transaction(transaction);
        if (verdict instanceof Verdict.Accepted<Transaction> accepted) {
            Verified<Transaction> verified = accepted.verified();
            if (!inbox.offer(new Input.Submitted(verified))) {
                complete(transaction.id(), Optional.of(OVERLOADED));
            }
        } else if (verdict instanceof Verdict.Rejected<Transaction> rejected) {
            complete(transaction.id(), Optional.of(new Refusal(rejected.fault().name(), rejected.reason())));
        }
    }

    @Override
    public void submitted(TransactionId id, Optional<Refusal> refusal) {
        complete(id, refusal);
    }

    private void complete(TransactionId id, Optional<Refusal> refusal) {
        CompletableFuture<Optional<Refusal>> future = waiting.remove(id);
        if (future != null) {
            executor.execute(() -> future.complete(refusal));
        }
    }
}
