package io.quorate.protocol.types;

/** A validator's position in the set of its epoch, from 0. */
public record ValidatorIndex(int number) implements Comparable<ValidatorIndex> {
    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code number} is negative
     */
    public ValidatorIndex {
        if (number < 0) {
            throw new IllegalArgumentException("a validator index must not be negative: " + number);
        }
    }

    @Override
    public int compareTo(ValidatorIndex other) {
        return Integer.compare(number, other.number);
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
