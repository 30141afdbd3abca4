package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Height;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A decision as its record holds it. Once its last deadline has passed it is closed whether or not the record says so
 * already: ask {@link #status(BlockTime)} and {@link #result(BlockTime)}.
 *
 * @param closing how it was closed, if a block has done so
 * @param pruned whether its votes are dropped
 */
public record Decision(
        String topic, Rules rules, Opening opening, Count count, Optional<Closing> closing, boolean pruned) {
    private static final int FORMAT = 2;

    /** What a decision is at. The codes are stored and never change. */
    public enum Status {
        /** It takes votes. */
        OPEN(0),
        /** It takes commitments. */
        COMMITTING(1),
        /** It takes reveals. */
        REVEALING(2),
        /** It has a result, for good. */
        DECIDED(3),
        /** No value can reach a supermajority any more. */
        NO_CONSENSUS(4),
        /** Its deadline passed before it had a result. */
        EXPIRED(5);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** What stands for it in records and results. */
        public int code() {
            return code;
        }

        /** Whether it takes nothing any more. */
        public boolean isClosed() {
            return code >= DECIDED.code;
        }

        /**
         * The one that a code stands for.
         *
         * @throws IllegalArgumentException if none does
         */
        public static Status of(int code) {
            for (Status status : values()) {
                if (status.code == code) {
                    return status;
                }
            }
            throw new IllegalArgumentException("no decision's status has the code " + code);
        }
    }

    /**
     * How a decision was closed.
     *
     * @param height the block that did
     * @param time its time
     */
    public record Closing(Status status, Height height, BlockTime time) {
        /**
         * Checks the status.
         *
         * @throws IllegalArgumentException if it is not one of a closed decision
         */
        public Closing {
            if (!status.isClosed()) {
                throw new IllegalArgumentException("a decision that is " + status + " is not closed");
            }
        }
    }

    /** A new one, without votes. */
    static Decision opened(String topic, Rules rules, Opening opening) {
        return new Decision(topic, rules, opening, Count.NONE, Optional.empty(), false);
    }

    /** What it is at in a block of this time, or after one. */
    public Status status(BlockTime now) {
        if (closing.isPresent()) {
            return closing.get().status();
        }
        // ledger.md, Decisions: deadlines are evaluated when a decision is read or touched
        if (rules.ballot().end().filter(end -> !end.isAfter(now)).isPresent()) {
            return atDeadline();
        }
        if (rules.ballot() instanceof BallotRule.Secret secret) {
            return secret.commits().isAfter(now) ? Status.COMMITTING : Status.REVEALING;
        }
        return Status.OPEN;
    }

    /** The value that was decided, if one was, in a block of this time or after one. */
    public Optional<String> result(BlockTime now) {
        return status(now) == Status.DECIDED ? count.leading().map(Count.Leading::value) : Optional.empty();
    }

    /** Votes that count. */
    public int voteCount() {
        return count.votes();
    }

    /** The status that its votes make final, if they do: whatever may still come changes nothing. */
    public Optional<Status> settled() {
        if (rules.isSecret()) {
            // ledger.md, Secret ballots: tallied once, when all commitments are revealed
            return count.votes() == count.ballots() ? Optional.of(tallied()) : Optional.empty();
        }
        if (hasResult()) {
            return Optional.of(Status.DECIDED);
        }
        return canHaveResult() ? Optional.empty() : Optional.of(Status.NO_CONSENSUS);
    }

    /**
     * From when on it takes nothing any more, if that is known in a block of this time: its last deadline, or before it the
     * block that closed it.
     */
    public Optional<BlockTime> closedFrom(BlockTime now) {
        Optional<BlockTime> passed = rules.ballot().end().filter(end -> !end.isAfter(now));
        return Stream.concat(passed.stream(), closing.map(Closing::time).stream())
                .min(Comparator.naturalOrder());
    }

    /** What its last deadline makes of it. */
    private Status atDeadline() {
        // An open ballot with a result, or that can have none, is closed before.
        if (hasResult()) {
            return Status.DECIDED;
        }
        return canHaveResult() ? Status.EXPIRED : Status.NO_CONSENSUS;
    }

    private Status tallied() {
        if (hasResult()) {
            return Status.DECIDED;
        }
        return switch (rules.quorum()) {
            case MAJORITY -> Status.EXPIRED; // too few committed themselves before their deadline
            case SUPERMAJORITY -> Status.NO_CONSENSUS;
        };
    }

    private boolean hasResult() {
        return switch (rules.quorum()) {
            // ledger.md, Decisions: as soon as the quorum (counted in instances) has voted
            case MAJORITY -> count.votes() >= rules.required();
            case SUPERMAJORITY -> leadingWeight() >= rules.required();
        };
    }

    /** Whether the votes of all who have not voted, or not revealed, could make a result. */
    private boolean canHaveResult() {
        long outstanding = Math.subtractExact(rules.electors().weight(), count.weight());
        return switch (rules.quorum()) {
            case MAJORITY -> true;
            case SUPERMAJORITY -> Math.addExact(leadingWeight(), outstanding) >= rules.required();
        };
    }

    private long leadingWeight() {
        return count.leading().map(ahead -> ahead.tally().weight()).orElse(0L);
    }

    /** The same with other votes. */
    Decision with(Count newCount) {
        return new Decision(topic, rules, opening, newCount, closing, pruned);
    }

    /** The same, closed. */
    Decision closed(Closing how) {
        return new Decision(topic, rules, opening, count, Optional.of(how), pruned);
    }

    /** The same, closed, without its votes: nobody is charged for a value that is not its result. */
    Decision withoutVotes() {
        boolean decided = closing.filter(how -> how.status() == Status.DECIDED).isPresent();
        return new Decision(topic, rules, opening, decided ? count : count.withoutLeader(), closing, true);
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter(256).octet(FORMAT).text(topic);
        rules.writeTo(out);
        opening.writeTo(out);
        count.writeTo(out);
        out.flag(closing.isPresent());
        closing.ifPresent(how -> out.octet(how.status().code())
                .number(how.height().number())
                .number(how.time().millis()));
        return out.flag(pruned).toBytes();
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
                Count.readFrom(in),
                in.flag()
                        ? Optional.of(
                                new Closing(Status.of(in.octet()), new Height(in.number()), new BlockTime(in.number())))
                        : Optional.empty(),
                in.flag());
        in.end();
        return decision;
    }
}
