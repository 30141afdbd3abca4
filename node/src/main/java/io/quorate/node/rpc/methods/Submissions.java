package io.quorate.node.rpc.methods;

import io.quorate.crypto.signature.Signer;
import io.quorate.node.rpc.Workers;
import io.quorate.node.runtime.NodeService;
import io.quorate.node.runtime.NodeService.FinalTransaction;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Signs transactions, submits them, and waits until they are final: without a thread, for a bounded time, and a bounded
 * number at a time. Thread-safe.
 */
final class Submissions {
    /** How far ahead of the chain's time a transaction of ours expires. */
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final NodeService node;
    private final Workers workers;
    private final InstantSource clock;
    /** Of transactions that the node signs. */
    private final Semaphore ownPlaces;
    /** Of transactions that clients ask for: however many do, the node's own calls have their places. */
    private final Semaphore clientsPlaces;

    private final SecureRandom random = new SecureRandom();

    /**
     * Over a node.
     *
     * @param waiting how many of the node's own transactions may be waited for at a time, and how many of clients'
     */
    Submissions(NodeService node, Workers workers, InstantSource clock, int waiting) {
        this.node = node;
        this.workers = workers;
        this.clock = clock;
        this.ownPlaces = new Semaphore(waiting);
        this.clientsPlaces = new Semaphore(waiting);
    }

    /** How a wait ended. */
    sealed interface Ending {
        /** The transaction is final; its receipt says whether it succeeded. */
        record Final(FinalTransaction transaction) implements Ending {}

        /** It was not taken. */
        record Refused(Refusal refusal) implements Ending {}

        /** The time was up; it may still become final. */
        record TimeUp() implements Ending {}

        /** Too many wait already: it was not submitted. */
        record Overloaded() implements Ending {}
    }

    /** A new transaction of some operations. */
    Transaction sign(Signer signer, List<byte[]> operations) {
        Transaction.Draft draft = new Transaction.Draft(
                node.genesis().chain(),
                signer.publicKey(),
                new Transaction.Salt(random.nextLong(), random.nextLong()),
                expiry(),
                operations);
        return draft.signed(signer.sign(draft.signingBytes()));
    }

    /** Counted from whichever is later, this clock or the chain: a block's time is neither before its parent's. */
    private BlockTime expiry() {
        BlockTime now = new BlockTime(Math.max(0, clock.millis()));
        return BlockTime.max(now, node.consensus().head().time()).plus(LIFE);
    }

    /** Gives a client's transaction to the node; completes with why it was refused, if it was. */
    CompletableFuture<Optional<Refusal>> submit(Transaction transaction) {
        CompletableFuture<Optional<Refusal>> told = new CompletableFuture<>();
        var unused = node.submit(transaction).thenAccept(refusal -> {
            if (!workers.finish(() -> told.complete(refusal))) {
                told.complete(refusal);
            }
        });
        return told;
    }

    /** Where a transaction goes that goes alone. */
    Outlet direct() {
        return node::submit;
    }

    /** Submits a transaction of the node's own, and waits. */
    CompletableFuture<Ending> send(Transaction transaction, Outlet outlet, Duration limit) {
        return await(ownPlaces, () -> outlet.submit(transaction), transaction.id(), limit);
    }

    /** Waits for a transaction that a client asks for. */
    CompletableFuture<Ending> await(TransactionId id, Duration limit) {
        return await(clientsPlaces, () -> CompletableFuture.completedFuture(Optional.empty()), id, limit);
    }

    private CompletableFuture<Ending> await(
            Semaphore places, Supplier<CompletableFuture<Optional<Refusal>>> submit, TransactionId id, Duration limit) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(new Ending.Overloaded());
        }
        CompletableFuture<Ending> ending = new CompletableFuture<>();
        var placed = ending.whenComplete((how, failure) -> places.release());
        try {
            // Asked before it is submitted, so that nothing can come between.
            CompletableFuture<FinalTransaction> whenFinal = node.whenFinal(id);
            if (whenFinal.isDone() && !whenFinal.isCompletedExceptionally()) {
                // However short the limit, what is final is final.
                ending.complete(new Ending.Final(whenFinal.join()));
                return placed;
            }
            var cleaned = placed.whenComplete((how, failure) -> whenFinal.cancel(false));
            ScheduledFuture<?> timer = workers.after(limit, () -> end(ending, new Ending.TimeUp()));
            cleaned = cleaned.whenComplete((how, failure) -> timer.cancel(false));
            var unused = whenFinal.thenAccept(done -> end(ending, new Ending.Final(done)));
            var unusedToo = submit.get().whenComplete((refusal, fault) -> {
                if (fault != null) {
                    ending.completeExceptionally(fault);
                } else {
                    refusal.ifPresent(why -> end(ending, new Ending.Refused(why)));
                }
            });
            return cleaned;
        } catch (RejectedExecutionException e) {
            ending.complete(new Ending.Overloaded());
        } catch (RuntimeException e) {
            ending.completeExceptionally(e);
        }
        return placed;
    }

    /** Off the thread that told us: it is the node's, or the timers'. */
    private void end(CompletableFuture<Ending> ending, Ending how) {
        if (!workers.finish(() -> ending.complete(how))) {
            ending.complete(new Ending.TimeUp());
        }
    }
}
