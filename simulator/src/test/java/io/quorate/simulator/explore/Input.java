package io.quorate.simulator.explore;

/** One thing that happens to one replica. Subjects are numbered by {@link Said}. */
sealed interface Input {
    /** A proposal arrives. */
    record Proposed(int subject) implements Input {}

    /** One vote arrives. */
    record Voted(int subject, int validator) implements Input {}

    /** A quorum of votes arrives, one after the other; the signers are a bitmap, itself perhaps among them. */
    record Certified(int subject, int signers) implements Input {}

    /** A leader with nothing to propose waited long enough. */
    record Idle() implements Input {}

    /** The timers of its view fire. */
    record TimeOut() implements Input {}

    /** It dies between two steps, and starts again on what its disk holds. */
    record Die() implements Input {}

    /** Something happens, and it dies when all that changed is durable, before anything is sent. */
    record ThenDie(Input first) implements Input {}

    /** Something happens, and it dies before a call to its disk; what it wrote since the last sync is kept or lost. */
    record DieWithin(Input first, int call, boolean kept) implements Input {}
}
