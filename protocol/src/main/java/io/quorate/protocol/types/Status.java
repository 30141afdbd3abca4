package io.quorate.protocol.types;

import java.util.List;

/**
 * A compact picture of where a replica is and what it has; peers answer it with what is lacking. See network.md, Gossip.
 *
 * @param round its current round
 * @param finalizedHeight the highest finalized height that it can serve
 * @param finalizedRound the round of its highest finalization
 * @param views what it holds of each view above that finalization within the window, lowest first
 * @param connected the validators of the current set that it is directly connected to, itself included
 */
public record Status(
        Round round, Height finalizedHeight, Round finalizedRound, List<ViewHoldings> views, Signers connected) {
    /** The most views that one status tells of. */
    public static final int MAX_VIEWS = 16;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it tells of more than {@link #MAX_VIEWS} views
     */
    public Status {
        views = List.copyOf(views);
        if (views.size() > MAX_VIEWS) {
            throw new IllegalArgumentException("a status tells of at most " + MAX_VIEWS + " views");
        }
    }

    /**
     * What a replica holds of one view of its current epoch.
     *
     * @param view the view
     * @param notarized whether it holds the notarization
     * @param nullified whether it holds the nullification
     * @param finalized whether it holds the finalization
     * @param hasBlock whether it holds the notarized block's body
     * @param votes the votes it holds, by subject; at most {@link #MAX_VOTES}
     */
    public record ViewHoldings(
            View view,
            boolean notarized,
            boolean nullified,
            boolean finalized,
            boolean hasBlock,
            List<VoteHoldings> votes) {
        /** The most subjects told of: two for each of three kinds. */
        public static final int MAX_VOTES = 6;

        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is too long
         */
        public ViewHoldings {
            votes = List.copyOf(votes);
            if (votes.size() > MAX_VOTES) {
                throw new IllegalArgumentException("a status tells of at most " + MAX_VOTES + " subjects of a view");
            }
        }
    }

    /** Whose votes for a subject a replica holds. */
    public record VoteHoldings(Subject subject, Signers voters) {}
}
