package io.quorate.protocol.consensus;

import io.quorate.protocol.types.View;
import java.math.BigInteger;
import java.time.Duration;

/**
 * How long to wait for what, from Delta. See consensus.md, Timers, Idle, Relay and Repeat.
 *
 * @param delta the assumed bound on delivery once the network is stable
 */
public record TimeoutPolicy(Duration delta) {
    /** The longest that any timer of a view is. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /** Views without finality that are nothing to worry about. */
    private static final int GRACE = 3;

    private static final BigInteger LONGEST_NANOS = BigInteger.valueOf(LONGEST.toNanos());

    /** From here on even a base of one nanosecond, times 1.5^k, is over {@link #LONGEST}. */
    private static final int LAST_K = 60;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code delta} is under 1 ms or over {@link #LONGEST}
     */
    public TimeoutPolicy {
        if (delta.compareTo(Duration.ofMillis(1)) < 0 || delta.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("Delta is from 1 ms to " + LONGEST.toSeconds() + " s, not " + delta);
        }
    }

    /**
     * The waits of one view, fixed on entry.
     *
     * @param leader from the start of the leader timer to its end: 2 Delta
     * @param view from the same start to the end of the view timer: 3 Delta
     * @param between from the end of the leader timer to the end of the view timer: one Delta
     */
    public record Waits(Duration leader, Duration view, Duration between) {}

    /**
     * The waits of a view.
     *
     * @param entered the view that is entered
     * @param finalized the view of the highest known finalization, {@link View#ZERO} at the epoch's start
     */
    public Waits waits(View entered, View finalized) {
        long k = k(entered, finalized);
        return new Waits(scaled(2, k), scaled(3, k), scaled(1, k));
    }

    /** The exponent: the views since the last finality, less 3, at least 0. */
    static long k(View entered, View finalized) {
        // consensus.md, Timers: both are at least 0, so the difference does not overflow
        return Math.max(0, entered.number() - finalized.number() - GRACE);
    }

    /** How often what was said in a view is said again: Delta. */
    public Duration retry() {
        return delta;
    }

    /** How long a certificate waits before it is relayed: Delta/4. */
    public Duration relay() {
        return delta.dividedBy(4);
    }

    /** {@code factor * Delta * 1.5^k}, rounded down to a nanosecond, at most {@link #LONGEST}. */
    private Duration scaled(int factor, long k) {
        int power = (int) Math.min(k, LAST_K);
        BigInteger nanos = BigInteger.valueOf(delta.toNanos())
                .multiply(BigInteger.valueOf(factor))
                .multiply(BigInteger.valueOf(3).pow(power))
                .shiftRight(power);
        return Duration.ofNanos(nanos.min(LONGEST_NANOS).longValueExact());
    }
}
