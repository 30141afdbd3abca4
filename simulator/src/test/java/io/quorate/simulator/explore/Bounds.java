package io.quorate.simulator.explore;

import io.quorate.protocol.types.Round;
import java.util.List;

/**
 * How far the exploration goes.
 *
 * @param powers of the four validators
 * @param views of the first epoch
 * @param viewsAfter of the second epoch; none if the first one does not end
 * @param liars the view of the first epoch whose leader lies; beyond the bounds it votes as it likes and leads nothing
 * @param blocks how many different things the liar proposes in its view
 * @param crash how one replica dies once
 * @param detail how finely it is tried out
 */
record Bounds(List<Long> powers, int views, int viewsAfter, int liars, int blocks, Crash crash, Detail detail) {
    /** How a replica dies. */
    enum Crash {
        NEVER,
        /** Between two steps, or after what a step changed is durable and before anything of it is sent. */
        AROUND_A_STEP,
        /** Before each call to its disk too. */
        AT_ANY_CALL
    }

    /** How finely it is tried out. */
    enum Detail {
        /** Each vote arrives by itself. */
        EACH_VOTE,
        /** Votes arrive as the quorum that they make. */
        EACH_QUORUM,
        /** As before; and to who can neither propose nor notarize any more only what can make it say something. */
        SETTLING
    }

    /** So many views of one epoch, of four who are equal, the first of which leads by saying two things. */
    static Bounds views(int views) {
        return new Bounds(List.of(1L, 1L, 1L, 1L), views, 0, 1, 2, Crash.NEVER, Detail.EACH_QUORUM);
    }

    /** The first epoch ends with each block, and so many views follow in the second. */
    Bounds thenAnotherEpoch(int more) {
        return new Bounds(powers, views, more, liars, blocks, crash, detail);
    }

    /**
     * The leader of this view lies, and proposes one thing or two; a second leader a third one, whose header and parent view
     * name two blocks.
     */
    Bounds liar(int view, int proposals) {
        return new Bounds(powers, views, viewsAfter, view, proposals, crash, detail);
    }

    Bounds crash(Crash how) {
        return new Bounds(powers, views, viewsAfter, liars, blocks, how, detail);
    }

    Bounds powers(Long... of) {
        return new Bounds(List.of(of), views, viewsAfter, liars, blocks, crash, detail);
    }

    Bounds detail(Detail of) {
        return new Bounds(powers, views, viewsAfter, liars, blocks, crash, of);
    }

    boolean admits(Round round) {
        return round.view().number() <= last(round.epoch().number());
    }

    /** The last view of an epoch within the bounds; 0 if there is none. */
    int last(long epoch) {
        return epoch == 1 ? views : epoch == 2 ? viewsAfter : 0;
    }

    /** Whether the signers in a bitmap are a quorum: worked out here, not by the code that is tried out. */
    boolean isQuorum(int signers) {
        long power = 0;
        long total = 0;
        for (int validator = 0; validator < powers.size(); validator++) {
            total += powers.get(validator);
            power += (signers >> validator & 1) * powers.get(validator);
        }
        return 3 * power >= 2 * total;
    }

    boolean endsAnEpoch() {
        return viewsAfter > 0;
    }

    /** Whether something within the bounds can come after an epoch. */
    boolean goesOnAfter(long epoch) {
        return epoch == 1 && endsAnEpoch();
    }

    boolean isVoteByVote() {
        return detail == Detail.EACH_VOTE;
    }

    boolean crashes() {
        return crash != Crash.NEVER;
    }
}
