package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import java.util.Optional;

/**
 * The votes of a decision, counted.
 *
 * @param ballots votes cast, or committed
 * @param votes those of them that count: cast, or revealed
 * @param weight what these weigh together
 * @param leading the value ahead: of those of most weight, the one that reached it first; none before the first vote
 */
public record Count(int ballots, int votes, long weight, Optional<Leading> leading) {
    /** No votes. */
    static final Count NONE = new Count(0, 0, 0, Optional.empty());

    /** The value ahead and what is behind it. */
    public record Leading(String value, Tally tally) {}

    /**
     * What is behind a value.
     *
     * @param weight the weight of its votes
     * @param reached the number, in the order they were cast or committed, of the vote with which it reached that weight
     */
    public record Tally(long weight, int reached) {
        /** With one more vote, of a number of its own. Votes may come in any order: the sum does not depend on it. */
        Tally plus(long more, int number) {
            if (more == 0) {
                return weight == 0 ? new Tally(0, Math.min(reached, number)) : this;
            }
            return new Tally(Math.addExact(weight, more), weight == 0 ? number : Math.max(reached, number));
        }

        // ledger.md, Decisions: the most weight wins; of values that tie, the one that reached that weight first
        boolean isAheadOf(Tally other) {
            return weight > other.weight || (weight == other.weight && reached < other.reached);
        }

        byte[] toBytes() {
            return new RecordWriter(12).number(weight).integer(reached).toBytes();
        }

        static Tally fromBytes(byte[] bytes) {
            RecordReader in = new RecordReader(bytes);
            return new Tally(in.number(), in.integer());
        }
    }

    /** With one more that counts later, if it is revealed. */
    Count committing() {
        return new Count(ballots + 1, votes, weight, leading);
    }

    /** With one more that counts as soon as it is cast. */
    Count casting(String value, Tally tally, long more) {
        return committing().revealing(value, tally, more);
    }

    /**
     * With one of the ballots counted.
     *
     * @param tally what is behind its value now
     * @param more what it weighs
     */
    Count revealing(String value, Tally tally, long more) {
        boolean leads = leading.isEmpty()
                || leading.get().value().equals(value)
                || tally.isAheadOf(leading.get().tally());
        return new Count(
                ballots,
                votes + 1,
                Math.addExact(weight, more),
                leads ? Optional.of(new Leading(value, tally)) : leading);
    }

    /** The same, without the value ahead: what is kept where it does not matter any more. */
    Count withoutLeader() {
        return new Count(ballots, votes, weight, Optional.empty());
    }

    /** Whether the value ahead got there with this ballot, by its number: one of those that voted for it. */
    boolean isLedBy(int number) {
        return leading.filter(ahead -> ahead.tally().reached() == number).isPresent();
    }

    void writeTo(RecordWriter out) {
        out.integer(ballots).integer(votes).number(weight).flag(leading.isPresent());
        leading.ifPresent(ahead -> out.text(ahead.value())
                .number(ahead.tally().weight())
                .integer(ahead.tally().reached()));
    }

    static Count readFrom(RecordReader in) {
        return new Count(
                in.integer(),
                in.integer(),
                in.number(),
                in.flag()
                        ? Optional.of(new Leading(in.text(), new Tally(in.number(), in.integer())))
                        : Optional.empty());
    }
}
