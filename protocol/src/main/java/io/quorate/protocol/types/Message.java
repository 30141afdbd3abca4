package io.quorate.protocol.types;

import java.util.List;
import java.util.Optional;

/** What replicas say to each other. Handshake and keep-alive are the transport's own. */
public sealed interface Message {
    /** The vote that it carries, if it is one or a proposal, which comes with its leader's. */
    default Optional<Vote> carriedVote() {
        return Optional.empty();
    }

    /** A proposal with the certificate that let its leader enter the view, if it was one of this epoch. */
    record Propose(Proposal proposal, Optional<Certificate> entry) implements Message {
        @Override
        public Optional<Vote> carriedVote() {
            return Optional.of(proposal.vote());
        }
    }

    /** One vote. */
    record CastVote(Vote vote) implements Message {
        @Override
        public Optional<Vote> carriedVote() {
            return Optional.of(vote);
        }
    }

    /** One certificate. */
    record Certify(Certificate certificate) implements Message {}

    /**
     * Transactions that are pending; with a round if they are passed to its leader, which then proposes at once. The
     * list may be empty if the leader is known to have them.
     */
    record Pass(Optional<Round> round, List<Transaction> transactions) implements Message {
        /** Copies the list. */
        public Pass {
            transactions = List.copyOf(transactions);
        }
    }

    /** Where the sender is and what it has. */
    record Report(Status status) implements Message {}

    /** Asks for the certificates of a round, or for its votes where there are none. */
    record VoteRequest(Round round) implements Message {}

    /** Asks for a block by its id. */
    record BlockRequest(BlockId block) implements Message {}

    /** Asks for finalized blocks from a height on, with their certificates; at most {@code count}. */
    record RangeRequest(Height from, int count) implements Message {}

    /** Proof of a validator's misbehaviour. */
    record Accuse(Evidence evidence) implements Message {}

    /** A block that was asked for, with its finalization if the sender holds one for it. */
    record Deliver(Block block, Optional<Certificate> finalization) implements Message {}
}
