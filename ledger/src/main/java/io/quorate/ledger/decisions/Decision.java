package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * A decision as it stands.
 *
 * @param voteCount votes counted
 * @param leading the value ahead: of those of most weight, the one that reached it first; none before the first vote
 * @param decidedAt the block that decided it, for the leading value; none while it is open
 */
public record Decision(
        String topic,
        Rules rules,
        Opening opening,
        int voteCount,
        Optional<Leading> leading,
        Optional<Height> decidedAt) {
    private static final int FORMAT = 1;

    /** The value ahead and the weight behind it. */
    public record Leading(String value, long weight) {}

    /** Whether it takes votes. */
    public enum Status {
        /** It does. */
        OPEN,
        /** It has a result, for good. */
        DECIDED
    }

    /** A new one, without votes. */
    static Decision opened(String topic, Rules rules, Opening opening) {
        return new Decision(topic, rules, opening, 0, Optional.empty(), Optional.empty());
    }

    /** Whether it takes votes. */
    public Status status() {
        return decidedAt.isPresent() ? Status.DECIDED : Status.OPEN;
    }

    /** The value that was decided, if one was. */
    public Optional<String> result() {
        return decidedAt.isPresent() ? leading.map(Leading::value) : Optional.empty();
    }

    /** The decision with one more vote, for a value that with it has the given weight. */
    Decision counting(String value, long weight, Height height) {
        // ledger.md, Decisions: of values that tie, the one that reached that weight first
        Leading ahead = leading.filter(current -> current.weight() >= weight).orElse(new Leading(value, weight));
        int votes = voteCount + 1;
        return new Decision(
                topic,
                rules,
                opening,
                votes,
                Optional.of(ahead),
                // ledger.md, Decisions: as soon as the quorum (counted in instances) has voted
                votes >= rules.quorum() ? Optional.of(height) : Optional.empty());
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter().octet(FORMAT).text(topic);
        rules.writeTo(out);
        opening.writeTo(out);
        out.integer(voteCount).flag(leading.isPresent());
        leading.ifPresent(ahead -> out.text(ahead.value()).number(ahead.weight()));
        out.flag(decidedAt.isPresent());
        decidedAt.ifPresent(height -> out.number(height.number()));
        return out.toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Decision fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Decision decision = new Decision(
                in.text(),
                Rules.readFrom(in),
                Opening.readFrom(in),
                in.integer(),
                in.flag() ? Optional.of(new Leading(in.text(), in.number())) : Optional.empty(),
                in.flag() ? Optional.of(new Height(in.number())) : Optional.empty());
        in.end();
        return decision;
    }
}
