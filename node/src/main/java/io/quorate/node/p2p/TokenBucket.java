package io.quorate.node.p2p;

import java.time.Duration;

/** Lets a number through at once, then one for each interval. One thread. */
final class TokenBucket {
    private final long capacity;
    private final long intervalNanos;
    private long tokens;
    private long filledAt = System.nanoTime();

    TokenBucket(int capacity, Duration interval) {
        this.capacity = capacity;
        this.intervalNanos = interval.toNanos();
        this.tokens = capacity;
    }

    boolean tryTake() {
        long gained = (System.nanoTime() - filledAt) / intervalNanos;
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
