package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.BlockTime;
import java.util.Optional;

/** How votes are cast, and until when: an act counts in a block whose time is before the deadline. Immutable. */
public sealed interface BallotRule {
    /** The time from which no act counts any more; none if there is no such time. */
    Optional<BlockTime> end();

    /**
     * Everybody sees what an instance votes for.
     *
     * @param deadline the end of voting; none, and the decision waits for its result for ever
     */
    record Open(Optional<BlockTime> deadline) implements BallotRule {
        @Override
        public Optional<BlockTime> end() {
            return deadline;
        }
    }

    /**
     * Commitments first, and what they hide later.
     *
     * @param commits the end of committing, and the beginning of revealing
     * @param reveals the end of revealing, after that of committing
     */
    record Secret(BlockTime commits, BlockTime reveals) implements BallotRule {
        /**
         * Checks their order.
         *
         * @throws IllegalArgumentException if there is no time to reveal
         */
        public Secret {
            if (!reveals.isAfter(commits)) {
                throw new IllegalArgumentException("the deadline of reveals is after that of commits");
            }
        }

        @Override
        public Optional<BlockTime> end() {
            return Optional.of(reveals);
        }
    }

    /** An open ballot without a deadline. */
    static BallotRule withoutDeadline() {
        return new Open(Optional.empty());
    }

    /** Appends it: 1 and the deadline?, or 2 and both deadlines. */
    default void writeTo(RecordWriter out) {
        if (this instanceof Secret secret) {
            out.octet(2)
                    .number(secret.commits().millis())
                    .number(secret.reveals().millis());
        } else {
            out.octet(1).flag(end().isPresent());
            end().ifPresent(time -> out.number(time.millis()));
        }
    }

    /**
     * Reads what {@link #writeTo} wrote.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    static BallotRule readFrom(RecordReader in) {
        int tag = in.octet();
        return switch (tag) {
            case 1 -> new Open(in.flag() ? Optional.of(new BlockTime(in.number())) : Optional.empty());
            case 2 -> new Secret(new BlockTime(in.number()), new BlockTime(in.number()));
            default -> throw new IllegalArgumentException("a kind of ballot is tagged 1 or 2, not " + tag);
        };
    }
}
