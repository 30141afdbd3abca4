package io.quorate.protocol.verify;

import io.quorate.protocol.types.Proposal;

/** A proposal with a good leader's vote, and its block as it was checked. */
public record CheckedProposal(Proposal proposal, CheckedBlock block) {
    /**
     * Checks that the two belong together.
     *
     * @throws IllegalArgumentException if not
     */
    public CheckedProposal {
        if (!proposal.block().id().equals(block.block().id())) {
            throw new IllegalArgumentException("a proposal is checked with its own block");
        }
    }
}
