package io.quorate.node.runtime;

import io.quorate.node.runtime.NodeService.Removal;
import io.quorate.protocol.types.Height;
import io.quorate.storage.RocksBlockStore;
import io.quorate.storage.Snapshots;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator has done to the store of a running node: one thing at a time, on a thread that nothing waits for. */
final class Maintenance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("quorate.storage");

    /** What may wait. */
    private static final int QUEUED = 4;

    /** A second's work or two: then others have their turn, and a stop is not held up. */
    private static final int REMOVED_AT_MOST = 10_000;

    private final RocksBlockStore store;
    private final Snapshots snapshots;
    private final Supplier<Height> durable;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUED), task -> {
                Thread worker = new Thread(task, "maintenance");
                worker.setDaemon(true);
                return worker;
            });

    /**
     * Of a store that is closed after this.
     *
     * @param durable up to where everything is on disk
     */
    Maintenance(RocksBlockStore store, Snapshots snapshots, Supplier<Height> durable) {
        this.store = store;
        this.snapshots = snapshots;
        this.durable = durable;
        thread.allowCoreThreadTimeOut(true);
    }

    CompletableFuture<Snapshots.Taken> takeSnapshot() {
        return soon(() -> {
            Snapshots.Taken taken = snapshots.take();
            LOG.info("made snapshot {}", taken.path());
            return taken;
        });
    }

    CompletableFuture<Removal> removeOld(long keep) {
        return soon(() -> {
            Height below = new Height(Math.max(0, durable.get().number() + 1 - keep));
            int removed = store.removeOld(below, REMOVED_AT_MOST);
            Height oldest = store.oldest();
            LOG.info("removed {} old blocks; from {} on they are here", removed, oldest);
            return new Removal(oldest, removed, below.isAfter(oldest));
        });
    }

    private <T> CompletableFuture<T> soon(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What is under way ends by itself: at the latest where it next meets the store, which is closed. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
