package io.quorate.simulator.explore;

import io.quorate.protocol.types.Round;
import java.util.List;

/**
 * What became of one replica: a way that leads there, and what matters of it from outside.
 *
 * @param way what happened to it
 * @param text all that tells it apart ({@link Likeness})
 * @param done whether it said all that it can within the bounds
 * @param settled whether it can neither propose nor notarize any more within the bounds
 * @param votes the subjects that it voted for, aloud
 * @param proposals those of them that it proposed
 * @param held the subjects of the certificates that it holds
 * @param known the leaders' proposals that it knows of since it started
 * @param seen the proposals that arrived since it started
 * @param heard the single votes that arrived since it started
 * @param died whether it ever died
 * @param round where it is
 * @param leader who leads there
 * @param timer whether the timers of its view are still to fire
 * @param idle whether it waits for something to propose
 */
record Life(
        List<Input> way,
        String text,
        boolean done,
        boolean settled,
        long votes,
        long proposals,
        long held,
        long known,
        List<Integer> seen,
        List<Input> heard,
        boolean died,
        Round round,
        int leader,
        boolean timer,
        boolean idle) {
    /** All that others see of a life. */
    record Shown(long votes, long proposals, boolean died) {}

    Shown shown() {
        return new Shown(votes, proposals, died);
    }

    /** Whether others see no more of this one than of another. */
    boolean saysNoMoreThan(Life other) {
        return votes == other.votes && proposals == other.proposals;
    }
}
