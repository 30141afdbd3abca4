package io.quorate.protocol.types;

/** A block's position in the finalized chain; genesis is 0. */
public record Height(long number) implements Comparable<Height> {
    /** The first: genesis. */
    public static final Height ZERO = new Height(0);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code number} is negative
     */
    public Height {
        if (number < 0) {
            throw new IllegalArgumentException("a height must not be negative: " + number);
        }
    }

    /** The one after this. */
    public Height next() {
        return plus(1);
    }

    /** The one {@code count} after this; {@code count} may be negative. */
    public Height plus(long count) {
        return new Height(Math.addExact(number, count));
    }

    /** Whether this comes after {@code other}. */
    public boolean isAfter(Height other) {
        return number > other.number;
    }

    /** Whether this comes before {@code other}. */
    public boolean isBefore(Height other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Height other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
