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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Takes clients' transactions: checks them beside the peers', gives them to the replica, tells what became of them. While
 * the mempool is full they are refused unchecked, since under overload checking would take the time that finality needs.
 */
final class Submissions implements Observer {
    private static final int LIMIT = 32_768;
    private static final Refusal OVERLOADED =
            new Refusal("OVERLOADED", "the node has more to do than it can: send it again in a moment");

    private static final Refusal UNCHECKED =
            new Refusal("UNCHECKED", "the node failed to check it, as its log says: try another node");

    private static final Refusal FULL = new Refusal(
            Admission.Refused.MEMPOOL_FULL, "as many transactions are pending as the node holds; try again later");

    private final Verifier verifier;
    private final Edge edge;
    private final Inbox inbox;
    private final Executor executor;
    private final BooleanSupplier full;
    private final Predicate<TransactionId> done;
    private final ConcurrentHashMap<TransactionId, CompletableFuture<Optional<Refusal>>> waiting =
            new ConcurrentHashMap<>();

    /**
     * Over what checks and takes them in.
     *
     * @param full whether the mempool had no room a moment ago
     * @param done whether a transaction is final already
     */
    Submissions(
            Verifier verifier,
            Edge edge,
            Inbox inbox,
            Executor executor,
            BooleanSupplier full,
            Predicate<TransactionId> done) {
        this.verifier = verifier;
        this.edge = edge;
        this.inbox = inbox;
        this.executor = executor;
        this.full = full;
        this.done = done;
    }

    /** Takes in some that go together: the replica is given them as one input. The answers are in their order. */
    List<CompletableFuture<Optional<Refusal>>> submit(List<Transaction> transactions) {
        // Read before anything is noted: a read that fails leaves nobody waiting.
        List<Boolean> ended = transactions.stream()
                .map(transaction -> done.test(transaction.id()))
                .toList();
        List<Transaction> news = new ArrayList<>();
        List<CompletableFuture<Optional<Refusal>>> answers = new ArrayList<>();
        for (int i = 0; i < transactions.size(); i++) {
            answers.add(
                    ended.get(i)
                            ? CompletableFuture.completedFuture(Optional.empty())
                            : admit(transactions.get(i), news));
        }
        if (!news.isEmpty() && !edge.submit(Inbox.Lane.BULK, () -> check(news))) {
            news.forEach(transaction -> complete(transaction.id(), Optional.of(OVERLOADED)));
        }
        return answers;
    }

    private CompletableFuture<Optional<Refusal>> admit(Transaction transaction, List<Transaction> news) {
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
        news.add(transaction);
        return mine.copy();
    }

    private void check(List<Transaction> transactions) {
        try {
            offer(transactions);
        } catch (RuntimeException e) {
            transactions.forEach(transaction -> complete(transaction.id(), Optional.of(UNCHECKED)));
            throw e;
        }
    }

    private void offer(List<Transaction> transactions) {
        List<Verified<Transaction>> good = new ArrayList<>();
        for (Transaction transaction : transactions) {
            Verdict<Transaction> verdict = verifier.transaction(transaction);
            if (verdict instanceof Verdict.Accepted<Transaction> accepted) {
                good.add(accepted.verified());
            } else if (verdict instanceof Verdict.Rejected<Transaction> rejected) {
                complete(
                        transaction.id(),
                        Optional.of(new Refusal(rejected.fault().name(), rejected.reason())));
            }
        }
        if (!good.isEmpty() && !inbox.offer(new Input.Submitted(good))) {
            good.forEach(verified -> complete(verified.value().id(), Optional.of(OVERLOADED)));
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
