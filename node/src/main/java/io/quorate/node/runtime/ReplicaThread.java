package io.quorate.node.runtime;

import io.quorate.node.recorder.FlightRecorder;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns the replica: drains the inbox and the due timers, steps, persists once for the batch, sends.
 *
 * <p>Whatever escapes a step is fatal: the thread ends, nothing more is sent, and {@code onFatal} hears why.
 */
final class ReplicaThread {
    /** How many inputs make one step at most: more would only delay what the first of them sends. */
    private static final int BATCH = 512;
    /** What a successor is told in one step of what the replica before it had pending. */
    private static final int AGAIN_BYTES = 4 << 20;

    private static final long PUBLISH_NANOS = 20_000_000;
    private static final long LONGEST_WAIT_NANOS = 1_000_000_000;

    private final Inbox inbox;
    private final TimerQueue timers;
    private final LongSupplier wallMillis;
    private final Consumer<Throwable> onFatal;
    private final Runnable onEpoch;
    private final Optional<Recorded> recorded;
    private final Thread thread;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Timer> fired = new ArrayList<>();
    private volatile Replica replica;
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
            Consumer<Throwable> onFatal,
            Optional<Recorded> recorded) {
        this.replica = replica;
        this.recorded = recorded;
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

    /**
     * What each step is recorded with.
     *
     * @param successor makes a replica that goes on where another stopped, which left these entries for its journal
     */
    record Recorded(FlightRecorder recorder, Function<List<Entry>, Replica> successor) {}

    void start() {
        thread.start();
    }

    /** Where the replica stood a moment ago. */
    ReplicaSnapshot snapshot() {
        return snapshot;
    }

    /** The sets as the step under way knows them. */
    EpochSets newestSets() {
        return replica.epochSets();
    }

    /** The sets to verify under. */
    EpochSets sets() {
        return sets;
    }

    private void run() {
        try {
            begin();
            publish();
            while (!stopping) {
                boolean busy = step();
                recorded.ifPresent(this::succeed);
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
        Timer timer = timers.poll();
        Input input = inbox.poll();
        if (timer == null && input == null) {
            return false;
        }
        BlockTime time = now();
        perform(time, () -> feed(time, input, timer));
        return true;
    }

    private void feed(BlockTime time, @Nullable Input firstInput, @Nullable Timer firstTimer) {
        Replica fed = replica;
        fed.begin(time);
        // What came before a timer fired comes first: after a stall a proposal that is here must not be voted away.
        for (Input input = firstInput; input != null; input = inputs.size() < BATCH ? inbox.poll() : null) {
            inputs.add(input);
            input.accept(fed);
        }
        for (Timer timer = firstTimer; timer != null; timer = timers.poll()) {
            fired.add(timer);
            fed.onTimer(timer);
        }
        fed.end();
    }

    private void perform(BlockTime time, Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            recorded.ifPresent(with -> with.recorder().failed(time, inputs, fired, e));
            throw e;
        }
        recorded.ifPresent(with -> with.recorder().reached(time, inputs, fired, replica));
        inputs.clear();
        fired.clear();
        if (replica.epochSets() != sets) {
            sets = replica.epochSets();
            onEpoch.run();
        }
    }

    private void begin() {
        BlockTime time = now();
        perform(time, () -> replica.start(time));
    }

    /** A recording that is full goes on with a replica that begins as a restart would, but for mempool and connections. */
    private void succeed(Recorded with) {
        if (!with.recorder().wantsNewReplica(now(), replica.isSilent() || replica.isHalting())) {
            return;
        }
        List<Transaction> pending = replica.pending();
        timers.clear();
        replica = with.successor().apply(replica.live());
        begin();
        again(List.copyOf(with.recorder().connections()));
        List<Input> some = new ArrayList<>();
        long bytes = 0;
        for (Transaction transaction : pending) {
            some.add(new Input.Submitted(List.of(Verified.vouchedFor(transaction))));
            bytes += transaction.size();
            if (some.size() >= BATCH || bytes >= AGAIN_BYTES) {
                again(some);
                some.clear();
                bytes = 0;
            }
        }
        again(some);
    }

    /** What the replica before knew, told to its successor in a step. */
    private void again(List<Input> told) {
        inputs.addAll(told);
        BlockTime time = now();
        perform(time, () -> {
            replica.begin(time);
            inputs.forEach(input -> input.accept(replica));
            replica.end();
        });
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
