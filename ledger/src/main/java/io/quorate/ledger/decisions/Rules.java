package io.quorate.ledger.decisions;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import java.util.List;
import java.util.Optional;

/**
 * The rules of a decision as its record holds them, fixed when it opens: {@link DecisionRules}, with the weights read and
 * a list of instances in short. Immutable.
 */
public record Rules(Electors electors, Quorum quorum, Weighting weighting, BallotRule ballot) {
    /** The largest electorate. */
    public static final int MAX_TOTAL = Electorate.MAX_SIZE;

    /** What a first vote opens a decision with when it does not say. */
    public static final int DEFAULT_TOTAL = DecisionRules.DEFAULT_TOTAL;

    /** The most that the votes of a decision may weigh together: 2^62, so that no sum of them overflows. */
    public static final long MAX_WEIGHT = 1L << 62;

    private static final int OPEN = 1;
    private static final int LISTED = 2;

    /**
     * Who may vote.
     *
     * @param size how many
     * @param weight what they weigh together, 1 to {@link #MAX_WEIGHT}
     * @param list SHA-256 of the ids, ascending, each behind its 4-byte length; none if the first to come may
     */
    public record Electors(int size, long weight, Optional<Hash> list) {
        /**
         * Checks the ranges.
         *
         * @throws IllegalArgumentException if one is out of range
         */
        public Electors {
            if (!Electorate.isSize(size) || weight < 1 || weight > MAX_WEIGHT) {
                throw new IllegalArgumentException("no electorate has the size " + size + " and the weight " + weight);
            }
        }

        /** The first so many instances to come, each of weight 1. */
        static Electors first(int total) {
            return new Electors(total, total, Optional.empty());
        }

        /** These instances, of so much weight together. */
        static Electors listed(List<String> instances, long weight) {
            return new Electors(instances.size(), weight, Optional.of(hashOf(instances)));
        }
    }

    /** The rules in force where nothing is listed. */
    static Rules of(DecisionRules rules, Electors electors) {
        return new Rules(electors, rules.quorum(), rules.weighting(), rules.ballot());
    }

    /** Size of the electorate. */
    public int totalInstances() {
        return electors.size();
    }

    /**
     * What makes a result: for a majority, how many instances have to vote; for a supermajority, how much weight has to be
     * behind one value.
     */
    public long required() {
        // ledger.md, Decisions
        return switch (quorum) {
            case MAJORITY -> electors.size() / 2 + 1;
            // The least weight w of 3w >= 2W, and no product that could overflow.
            case SUPERMAJORITY -> electors.weight() - electors.weight() / 3;
        };
    }

    /** Whether only the instances of a list may vote. */
    public boolean isListed() {
        return electors.list().isPresent();
    }

    /** Whether votes are committed first and revealed later. */
    public boolean isSecret() {
        return ballot instanceof BallotRule.Secret;
    }

    /** Whether these are what a decision opened with the given rules would have, but for the weights. */
    public boolean agreesWith(DecisionRules asked) {
        boolean sameElectors = asked.electorate() instanceof Electorate.Listed listed
                ? electors.list().filter(hashOf(listed.instances())::equals).isPresent()
                : !isListed() && electors.size() == asked.electorate().size();
        return sameElectors
                && quorum == asked.quorum()
                && weighting == asked.weighting()
                && ballot.equals(asked.ballot());
    }

    void writeTo(RecordWriter out) {
        out.octet(isListed() ? LISTED : OPEN).integer(electors.size());
        electors.list().ifPresent(list -> out.number(electors.weight()).hash(list));
        out.octet(quorum.code()).octet(weighting.code());
        ballot.writeTo(out);
    }

    static Rules readFrom(RecordReader in) {
        int tag = in.octet();
        Electors electors = switch (tag) {
            case OPEN -> Electors.first(in.integer());
            case LISTED -> new Electors(in.integer(), in.number(), Optional.of(in.hash()));
            default -> throw new IllegalArgumentException("an electorate is tagged 1 or 2, not " + tag);
        };
        return new Rules(electors, Quorum.of(in.octet()), Weighting.of(in.octet()), BallotRule.readFrom(in));
    }

    private static Hash hashOf(List<String> instances) {
        RecordWriter out = new RecordWriter(64 * instances.size());
        instances.forEach(out::text);
        return Sha256.hash(out.toBytes());
    }
}
