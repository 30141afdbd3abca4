package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;

/**
 * The rules of a decision, fixed when it opens: the first {@code totalInstances} registered instances to vote, of equal
 * weight, by open ballots, without a deadline; a majority of instances is the quorum.
 *
 * @param totalInstances size of the electorate, 1 to {@link #MAX_TOTAL}
 */
public record Rules(int totalInstances) {
    /** The largest electorate. */
    public static final int MAX_TOTAL = 1000;

    /** What a first vote opens a decision with when it does not say. */
    public static final int DEFAULT_TOTAL = 3;

    private static final int OPEN_ELECTORATE_MAJORITY = 1;

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the total is out of range
     */
    public Rules {
        if (!isTotal(totalInstances)) {
            throw new IllegalArgumentException("totalInstances is from 1 to " + MAX_TOTAL + ", not " + totalInstances);
        }
    }

    /** Whether a number can be the size of an electorate. */
    public static boolean isTotal(int totalInstances) {
        return totalInstances >= 1 && totalInstances <= MAX_TOTAL;
    }

    /** How many instances have to vote: floor(n/2) + 1. */
    public int quorum() {
        // ledger.md, Decisions
        return totalInstances / 2 + 1;
    }

    void writeTo(RecordWriter out) {
        out.octet(OPEN_ELECTORATE_MAJORITY).integer(totalInstances);
    }

    static Rules readFrom(RecordReader in) {
        return new Rules(in.format(OPEN_ELECTORATE_MAJORITY).integer());
    }
}
