package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that a decision is opened with (ledger.md, Decisions). Refuses what can never be right; what depends on the
 * state or the time is checked when the decision opens. Immutable.
 */
public record DecisionRules(Electorate electorate, Quorum quorum, Weighting weighting, BallotRule ballot) {
    /** What a first vote opens a decision with when it does not say: the first three instances. */
    public static final int DEFAULT_TOTAL = 3;

    /**
     * Checks that they fit each other.
     *
     * @throws IllegalArgumentException if votes are to be weighed, and nobody says whose
     */
    public DecisionRules {
        // ledger.md, Decisions: both need an explicit list
        if (weighting != Weighting.EQUAL && !(electorate instanceof Electorate.Listed)) {
            throw new IllegalArgumentException("votes of " + weighting + " weight need a list of instances");
        }
    }

    /**
     * What a first vote opens a decision with.
     *
     * @throws IllegalArgumentException if the total is out of range
     */
    public static DecisionRules ofFirst(int total) {
        return new DecisionRules(
                new Electorate.Open(total), Quorum.MAJORITY, Weighting.EQUAL, BallotRule.withoutDeadline());
    }

    /**
     * Appends them:
     *
     * <pre>
     *   1 total 4, or 2 count 4 and so many ids, ascending | quorum 1 | weighting 1 | 1 deadline?, or 2 commits 8, reveals 8
     * </pre>
     */
    public void writeTo(RecordWriter out) {
        if (electorate instanceof Electorate.Listed listed) {
            out.octet(2).integer(listed.size());
            listed.instances().forEach(out::text);
        } else {
            out.octet(1).integer(electorate.size());
        }
        out.octet(quorum.code()).octet(weighting.code());
        ballot.writeTo(out);
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws IllegalArgumentException if it is malformed, or not the one form of its rules
     */
    public static DecisionRules readFrom(RecordReader in) {
        return new DecisionRules(
                electorate(in), Quorum.of(in.octet()), Weighting.of(in.octet()), BallotRule.readFrom(in));
    }

    private static Electorate electorate(RecordReader in) {
        int tag = in.octet();
        return switch (tag) {
            case 1 -> new Electorate.Open(in.integer());
            case 2 -> listed(in);
            default -> throw new IllegalArgumentException("an electorate is tagged 1 or 2, not " + tag);
        };
    }

    private static Electorate listed(RecordReader in) {
        int count = in.integer();
        if (!Electorate.isSize(count)) {
            throw new IllegalArgumentException(
                    "an electorate lists from 1 to " + Electorate.MAX_SIZE + ", not " + count);
        }
        List<String> instances = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            instances.add(in.text());
        }
        Electorate.Listed listed = new Electorate.Listed(instances);
        if (!listed.instances().equals(instances)) {
            throw new IllegalArgumentException("an electorate lists its instances in the order of their ids");
        }
        return listed;
    }
}
