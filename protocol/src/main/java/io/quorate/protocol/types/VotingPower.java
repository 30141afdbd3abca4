package io.quorate.protocol.types;

/** Integer power, the sum of one or more stakes; at most {@link #LIMIT}, so that three times it never overflows. */
public record VotingPower(long units) implements Comparable<VotingPower> {
    /** The largest total power of a set: 2^61. */
    public static final long LIMIT = 1L << 61;

    /** No power at all. */
    public static final VotingPower NONE = new VotingPower(0);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if {@code units} is negative or above {@link #LIMIT}
     */
    public VotingPower {
        if (units < 0 || units > LIMIT) {
            throw new IllegalArgumentException("a voting power is from 0 to 2^61, not " + units);
        }
    }

    /** The sum of the two. */
    public VotingPower plus(VotingPower other) {
        return new VotingPower(Math.addExact(units, other.units));
    }

    /**
     * Whether this power is a quorum of a set with the given total: 3P >= 2W, exactly.
     *
     * <p>Both products stay below 2^63: 3 * 2^61 < 2^63.
     */
    public boolean isQuorumOf(VotingPower total) {
        // consensus.md, Powers and quorums
        return 3 * units >= 2 * total.units;
    }

    /** The least power that is a quorum of {@code this} as a total: ceil(2W/3). */
    public VotingPower leastQuorum() {
        return new VotingPower((2 * units + 2) / 3);
    }

    /** The most Byzantine power that a set with this total tolerates: the largest F with 3F < W. */
    public VotingPower toleratedByzantine() {
        return new VotingPower(units == 0 ? 0 : (units - 1) / 3);
    }

    @Override
    public int compareTo(VotingPower other) {
        return Long.compare(units, other.units);
    }

    @Override
    public String toString() {
        return Long.toString(units);
    }
}
