package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;

/**
 * What a vote says: (kind, round, parent view, block id), or (nullify, round). Votes are compared by it, never by
 * signature bytes.
 *
 * <p>A nullify has {@link View#ZERO} and {@link #NO_BLOCK} in the two places it does not use, so that every subject has
 * one fixed-width form.
 */
public record Subject(VoteKind kind, Round round, View parentView, BlockId block) implements Comparable<Subject> {
    /** Stands where a nullify has no block. */
    public static final BlockId NO_BLOCK = new BlockId(Hash.ZERO);

    /**
     * Checks that the parts fit the kind.
     *
     * @throws IllegalArgumentException if they do not, or the view is 0, or the parent view is not before the view
     */
    public Subject {
        if (round.view().number() < 1) {
            throw new IllegalArgumentException("nobody votes in view 0");
        }
        boolean namesBlock = !block.equals(NO_BLOCK);
        if (kind == VoteKind.NULLIFY ? namesBlock || parentView.number() != 0 : !namesBlock) {
            throw new IllegalArgumentException("a " + kind.verb() + " has the wrong parts");
        }
        if (!parentView.isBefore(round.view())) {
            throw new IllegalArgumentException("parent view " + parentView + " is not before view " + round.view());
        }
    }

    /** The subject of a notarize. */
    public static Subject notarize(Round round, View parentView, BlockId block) {
        return new Subject(VoteKind.NOTARIZE, round, parentView, block);
    }

    /** The subject of a nullify. */
    public static Subject nullify(Round round) {
        return new Subject(VoteKind.NULLIFY, round, View.ZERO, NO_BLOCK);
    }

    /** The subject of a finalize. */
    public static Subject finalize(Round round, View parentView, BlockId block) {
        return new Subject(VoteKind.FINALIZE, round, parentView, block);
    }

    /**
     * The same round, parent view and block under another kind.
     *
     * @throws IllegalArgumentException if this or the result is a nullify
     */
    public Subject as(VoteKind other) {
        return new Subject(other, round, parentView, block);
    }

    /**
     * Whether nobody honest signs both: a pair of the evidence table. The same subject twice is none, nor are notarize
     * and nullify, or notarize and finalize, of one round. See consensus.md, Evidence.
     */
    public boolean contradicts(Subject other) {
        if (!round.equals(other.round) || equals(other)) {
            return false;
        }
        return switch (kind) {
            case NOTARIZE -> other.kind == VoteKind.NOTARIZE;
            case FINALIZE -> other.kind != VoteKind.NOTARIZE;
            case NULLIFY -> other.kind == VoteKind.FINALIZE;
        };
    }

    /** The view of the round. */
    public View view() {
        return round.view();
    }

    @Override
    public int compareTo(Subject other) {
        int byRound = round.compareTo(other.round);
        if (byRound != 0) {
            return byRound;
        }
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        int byParent = parentView.compareTo(other.parentView);
        return byParent != 0 ? byParent : block.compareTo(other.block);
    }

    @Override
    public String toString() {
        return kind == VoteKind.NULLIFY
                ? kind.verb() + " " + round
                : kind.verb() + " " + round + " on " + parentView + " " + block.shortHex();
    }
}
