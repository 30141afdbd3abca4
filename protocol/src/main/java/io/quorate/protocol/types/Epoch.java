package io.quorate.protocol.types;

/** A span of the chain with one validator set. Epoch 0 holds the genesis block alone. */
public record Epoch(long number) implements Comparable<Epoch> {
    /** The first: that of genesis. */
    public static final Epoch ZERO = new Epoch(0);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code number} is negative
     */
    public Epoch {
        if (number < 0) {
            throw new IllegalArgumentException("an epoch must not be negative: " + number);
        }
    }

    /** The one after this. */
    public Epoch next() {
        return plus(1);
    }

    /** The one {@code count} after this; {@code count} may be negative. */
    public Epoch plus(long count) {
        return new Epoch(Math.addExact(number, count));
    }

    /** Whether this comes after {@code other}. */
    public boolean isAfter(Epoch other) {
        return number > other.number;
    }

    /** Whether this comes before {@code other}. */
    public boolean isBefore(Epoch other) {
        return number < other.number;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
