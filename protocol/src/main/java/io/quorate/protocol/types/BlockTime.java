package io.quorate.protocol.types;

import java.time.Duration;

/** The time a block carries, in milliseconds since 1970-01-01T00:00Z. Never read from a clock inside the core. */
public record BlockTime(long millis) implements Comparable<BlockTime> {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code millis} is negative
     */
    public BlockTime {
        if (millis < 0) {
            throw new IllegalArgumentException("a block time must not be negative: " + millis);
        }
    }

    /** 1970-01-01T00:00Z. */
    public static final BlockTime EPOCH = new BlockTime(0);

    /** This time moved on; saturates instead of overflowing. */
    public BlockTime plus(Duration duration) {
        long sum = millis + duration.toMillis();
        return new BlockTime(sum < millis && !duration.isNegative() ? Long.MAX_VALUE : sum);
    }

    /** Whether this is later than {@code other}. */
    public boolean isAfter(BlockTime other) {
        return millis > other.millis;
    }

    /** The later of the two. */
    public static BlockTime max(BlockTime a, BlockTime b) {
        return a.isAfter(b) ? a : b;
    }

    @Override
    public int compareTo(BlockTime other) {
        return Long.compare(millis, other.millis);
    }
}
