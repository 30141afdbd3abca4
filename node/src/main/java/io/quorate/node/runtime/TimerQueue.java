package io.quorate.node.runtime;

import io.quorate.protocol.port.Timer;
import io.quorate.protocol.port.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one replica, armed and fired on its own thread. Of each kind of timer of a round only one is kept, for
 * one of an earlier round would be ignored: so the replica is not woken for nothing. Bounded by what gossip arms.
 */
final class TimerQueue implements Timers {
    private final PriorityQueue<Armed> armed = new PriorityQueue<>();
    private final Map<Class<?>, Armed> ofRounds = new HashMap<>();
    private final LongSupplier nanoClock;
    private long sequence;

    private record Armed(long atNanos, long sequence, Timer timer) implements Comparable<Armed> {
        @Override
        public int compareTo(Armed other) {
            int byTime = Long.compare(atNanos - other.atNanos, 0);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    TimerQueue(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public void arm(Timer timer, Duration delay) {
        long at = nanoClock.getAsLong() + delay.toNanos();
        if (timer instanceof Timer.OfRound of) {
            Armed other = ofRounds.get(of.getClass());
            if (other != null) {
                if (other.timer.equals(timer) && other.atNanos - at <= 0) {
                    return;
                }
                armed.remove(other);
            }
        }
        Armed fresh = new Armed(at, sequence++, timer);
        if (timer instanceof Timer.OfRound of) {
            ofRounds.put(of.getClass(), fresh);
        }
        armed.add(fresh);
    }

    /** The next timer that is due; null if none is. */
    @Nullable
    Timer poll() {
        Armed first = armed.peek();
        if (first == null || first.atNanos - nanoClock.getAsLong() > 0) {
            return null;
        }
        armed.remove();
        if (first.timer instanceof Timer.OfRound of) {
            ofRounds.remove(of.getClass());
        }
        return first.timer;
    }

    /** Forgets all: the replica that armed them is no more. */
    void clear() {
        armed.clear();
        ofRounds.clear();
    }

    /** Nanoseconds until the next one is due; {@code otherwise} if none is armed. */
    long nanosToNext(long otherwise) {
        Armed first = armed.peek();
        return first == null ? otherwise : Math.max(0, first.atNanos - nanoClock.getAsLong());
    }
}
