package io.quorate.simulator.explore;

/** An input to one life, what the two other honest ones must have said for it, and what becomes of it. */
final class Edge {
    /** Not played yet. */
    static final int UNKNOWN = -1;
    /** There is no such call to the disk at which it could die. */
    static final int IMPOSSIBLE = -2;

    final Input input;
    final long firstVotes;
    final long secondVotes;
    final long proposals;
    final boolean death;
    int next = UNKNOWN;

    Edge(Input input, long firstVotes, long secondVotes, long proposals, boolean death) {
        this.input = input;
        this.firstVotes = firstVotes;
        this.secondVotes = secondVotes;
        this.proposals = proposals;
        this.death = death;
    }

    /** A death in the course of this. */
    Edge dying(Input input) {
        return new Edge(input, firstVotes, secondVotes, proposals, true);
    }

    /** Whether it can happen: somebody who dies is the first, and what arrives was said. */
    boolean isOpen(boolean calm, long saidByFirst, long saidBySecond, long proposed) {
        return (calm || !death)
                && next != IMPOSSIBLE
                && (firstVotes & ~saidByFirst) == 0
                && (secondVotes & ~saidBySecond) == 0
                && (proposals & ~proposed) == 0;
    }
}
