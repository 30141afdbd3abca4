package io.quorate.node.runtime;

import io.quorate.node.runtime.NodeService.FinalTransaction;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.TransactionId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Who waits for which transaction to become final. Bounded: over the limit, waiting fails at once with a clear message.
 */
final class Finality {
    private static final int LIMIT = 100_000;

    private final BlockStore store;
    private final Executor executor;
    private final ConcurrentHashMap<TransactionId, Map<Long, CompletableFuture<FinalTransaction>>> waiting =
            new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    /** Up to here blocks are durable: one above may be readable already, and is acknowledged to nobody. */
    private volatile Height durable;

    private final AtomicLong tickets = new AtomicLong();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean telling = new AtomicBoolean();

    private record Listener(BooleanSupplier wanted, Runnable listener) {}

    /** Completes futures on {@code executor}: what hangs on them never runs on the replica's thread. */
    Finality(BlockStore store, Executor executor) {
        this.store = store;
        this.executor = executor;
        this.durable = store.head().map(head -> head.block().height()).orElse(Height.ZERO);
    }

    CompletableFuture<FinalTransaction> when(TransactionId id) {
        if (count.incrementAndGet() > LIMIT) {
            count.decrementAndGet();
            return find(id).map(CompletableFuture::completedFuture)
                    .orElseGet(() -> CompletableFuture.failedFuture(
                            new IllegalStateException("too many callers wait for transactions: try again later")));
        }
        CompletableFuture<FinalTransaction> mine = new CompletableFuture<>();
        long ticket = tickets.incrementAndGet();
        waiting.compute(id, (key, all) -> {
            Map<Long, CompletableFuture<FinalTransaction>> some = all == null ? new ConcurrentHashMap<>() : all;
            some.put(ticket, mine);
            return some;
        });
        // However it ends, by finality or because the caller gave up, it is forgotten.
        var unused = mine.whenComplete((done, failure) -> forget(id, ticket));
        // After the entry: what becomes final from now on is told, and what did before is found.
        try {
            find(id).ifPresent(mine::complete);
        } catch (RuntimeException e) {
            mine.completeExceptionally(e); // which forgets it
            throw e;
        }
        return mine;
    }

    private void forget(TransactionId id, long ticket) {
        count.decrementAndGet();
        waiting.computeIfPresent(id, (key, all) -> {
            all.remove(ticket);
            return all.isEmpty() ? null : all;
        });
    }

    /** A transaction that is final and durable. */
    Optional<FinalTransaction> find(TransactionId id) {
        return store.locate(id)
                .filter(location -> !location.height().isAfter(durable))
                .flatMap(location -> store.block(location.height())
                        .flatMap(block -> store.receipts(location.height())
                                .map(receipts -> new FinalTransaction(
                                        location.height(), location.index(), block, receipts.get(location.index())))));
    }

    /** Up to here blocks are durable. */
    Height durable() {
        return durable;
    }

    /** Runs this after blocks became durable, once for all that did meanwhile; not for those while it is not wanted. */
    void listen(BooleanSupplier wanted, Runnable listener) {
        listeners.add(new Listener(wanted, listener));
    }

    /** A block became final, and is durable. */
    void onFinal(Block block, List<Receipt> receipts) {
        durable = block.height(); // before the look at who waits: whoever comes later finds it
        // No thread is woken for nobody. Who wants to know from now on reads the height that was set before this look.
        if (listeners.stream().anyMatch(each -> each.wanted().getAsBoolean()) && telling.compareAndSet(false, true)) {
            executor.execute(() -> {
                telling.set(false);
                listeners.forEach(each -> each.listener().run());
            });
        }
        if (waiting.isEmpty()) {
            return;
        }
        Map<CompletableFuture<FinalTransaction>, FinalTransaction> ended = new LinkedHashMap<>();
        for (int i = 0; i < receipts.size(); i++) {
            Map<Long, CompletableFuture<FinalTransaction>> futures =
                    waiting.get(block.transactions().get(i).id());
            if (futures != null) {
                FinalTransaction done = new FinalTransaction(block.height(), i, block, receipts.get(i));
                futures.values().forEach(future -> ended.put(future, done));
            }
        }
        if (!ended.isEmpty()) {
            executor.execute(() -> ended.forEach(CompletableFuture::complete));
        }
    }
}
