package io.quorate.node.runtime;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.verify.EpochSets;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The one thread that owns the replica: drains the inbox and the due timers, steps, persists once for the batch, sends.
 *
 * <p>Whatever escapes a step is fatal: the thread ends, nothing more is sent, and {@code onFatal} hears why.
 */
final class ReplicaThread {
    /** How many inputs make one step at most: more would only delay what the first of them sends. */
    private static final int BATCH = 512;

    private static final long PUBLISH_NANOS = 20_000_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private final Replica replica;
    private final Inbox inbox;
    private final TimerQueue timers;
    private final LongSupplier wallMillis;
    private final Consumer<Throwable> onFatal;
    private final Runnable onEpoch;
    private final Thread thread;
    private volatile boolean stopping;
    private volatile ReplicaSnapshot snapshot;
    private volatile EpochSets sets;
    private long publishedNanos;
    private boolean unpublished;

    ReplicaThread(
            Replica replica,
            Inbox inbox,
            TimerQueue timers,
            LongSupplier wallMillis,
            Runnable onEpoch,
            Consumer<Throwable> onFatal) {
        this.replica = replica;
        this.inbox = inbox;
        this.timers = timers;
        this.wallMillis = wallMillis;
        this.onEpoch = onEpoch;
        this.onFatal = onFatal;
        this.snapshot = replica.snapshot();
        this.sets = replica.epochSets();
        this.thread = new Thread(this::run, "replica");
        thread.setUncaughtExceptionHandler((t, e) -> onFatal.accept(e));
    }

    void start() {
        thread.start();
    }

    /** Where the replica stood a moment ago. */
    ReplicaSnapshot snapshot() {
        return snapshot;
    }

    /** The sets to verify under. */
    EpochSets sets() {
        return sets;
    }

    private void run() {
        try {
            replica.start(now());
            publish();
            while (!stopping) {
                boolean busy = step();
                unpublished |= busy;
                long due = unpublished ? publishedNanos + PUBLISH_NANOS - System.nanoTime() : LONGEST_WAIT_NANOS;
                if (due <= 0) {
                    publish();
                } else if (!busy) {
                    inbox.await(Math.min(due, timers.nanosToNext(LONGEST_WAIT_NANOS)));
                }
            }
        } catch (Throwable e) {
            // Ours or the world's: the node stops rather than guess.
            onFatal.accept(e);
        }
    }

    private boolean step() {
        int taken = 0;
        Timer timer = timers.poll();
        Consumer<Replica> input = inbox.poll();
        if (timer == null && input == null) {
            return false;
        }
        replica.begin(now());
        // What came before a timer fired comes first: after a stall a proposal that is here must not be voted away.
        while (input != null) {
            input.accept(replica);
            taken++;
            input = taken < BATCH ? inbox.poll() : null;
        }
        while (timer != null) {
            replica.onTimer(timer);
            timer = timers.poll();
        }
        replica.end();
        if (replica.epochSets() != sets) {
            sets = replica.epochSets();
            onEpoch.run();
        }
        return true;
    }

    private void publish() {
        snapshot = replica.snapshot();
        publishedNanos = System.nanoTime();
        unpublished = false;
    }

    private BlockTime now() {
        return new BlockTime(wallMillis.getAsLong());
    }

    /** Ends after the step under way; what it persisted and sent is whole. */
    void stop() throws InterruptedException {
        stopping = true;
        inbox.wake();
        if (Thread.currentThread() != thread) {
            thread.join(5_000);
        }
    }
}
