package io.quorate.node.p2p;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets a number through at once, then one for each interval. Not thread-safe. */
public final class TokenBucket {
    private final long capacity;
    private final long intervalNanos;
    private final LongSupplier nanoClock;
    private long tokens;
    private long filledAt;

    /**
     * Full at first.
     *
     * @param nanoClock tells how much time went by, as {@link System#nanoTime} does
     */
    public TokenBucket(int capacity, Duration interval, LongSupplier nanoClock) {
        this.capacity = capacity;
        this.intervalNanos = interval.toNanos();
        this.nanoClock = nanoClock;
        this.tokens = capacity;
        this.filledAt = nanoClock.getAsLong();
    }

    /** Whether there is room for one more now; it is taken. */
    public boolean tryTake() {
        long gained = (nanoClock.getAsLong() - filledAt) / intervalNanos;
        if (gained > 0) {
            filledAt += gained * intervalNanos;
            tokens = Math.min(capacity, tokens + gained);
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
