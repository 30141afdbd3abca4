package io.quorate.protocol.types;

/** One attempt, within an epoch, to decide a block; numbered from 1. View 0 stands for the last block of the epoch before. */
public record View(long number) implements Comparable<View> {
    /** The first: the view that stands for the last block of the epoch before. */
    public static final View ZERO = new View(0);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code number} is negative
     */
    public View {
        if (number < 0) {
            throw new IllegalArgumentException("a view must not be negative: " + number);
        }
    }

    /** The one after this. */
    public View next() {
        return plus(1);
    }

    /** The one {@code count} after this; {@code count} may be negative. */
    public View plus(long count) {
        return new View(Math.addExact(number, count));
    }

    /** Whether this comes after {@code other}. */
    public boolean isAfter(View other) {
        return number > other.number;
    }

    /** Whether this comes before {@code other}. */
    public boolean isBefore(View other) {
        return number < other.number;
    }

    @Override
    public int compareTo(View other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
