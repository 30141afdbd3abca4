package io.quorate.protocol.types;

/** A block and its leader's notarize vote for it; nothing else is signed. */
public record Proposal(Block block, Vote vote) {
    /**
     * Checks that the two belong together.
     *
     * @throws IllegalArgumentException if the vote is no notarize, or names another block or epoch
     */
    public Proposal {
        Subject subject = vote.subject();
        if (subject.kind() != VoteKind.NOTARIZE
                || !subject.block().equals(block.id())
                || !subject.round().epoch().equals(block.header().epoch())) {
            throw new IllegalArgumentException("the vote of a proposal is a notarize for its block");
        }
    }

    /** The round it is proposed in. */
    public Round round() {
        return vote.subject().round();
    }
}
