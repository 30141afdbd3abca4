package io.quorate.node.runtime;

/** So many things a second, and so many saved up. Full at first. Not thread-safe. */
final class TokenBucket {
    private final long nanosOfOne;
    private final int most;
    private long since;
    private long tokens;

    TokenBucket(int aSecond, int most, long nowNanos) {
        this.nanosOfOne = 1_000_000_000L / aSecond;
        this.most = most;
        this.since = nowNanos;
        this.tokens = most;
    }

    /** Whether there is room for one more now. */
    boolean take(long nowNanos) {
        long gained = (nowNanos - since) / nanosOfOne;
        if (gained > 0) {
            since += gained * nanosOfOne;
            tokens = Math.min(most, tokens + gained);
        }
        if (tokens == 0) {
            return false;
        }
        tokens--;
        return true;
    }
}
