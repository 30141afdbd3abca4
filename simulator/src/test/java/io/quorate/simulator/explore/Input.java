package io.quorate.simulator.explore;

/** One thing that happens to one replica. Subjects are numbered by {@link Said}. */
sealed interface Input {
    /** A proposal arrives. */
    record Proposed(int subject) implements Input {}

    /** One vote arrives. */
    record Voted(int subject, int validator) implements Input {}

    /** A quorum of votes arrives, one after the other; the signers are a bitmap, itself perhaps among them. */
    record Certified(int subject, int signers) implements Input {
        boolean isSignedBy(int validator) {
            return (signers >> validator & 1) == 1;
        }
    }

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

    /** In words. */
    default String told(Said said) {
        if (this instanceof Proposed proposed) {
            return "proposal " + said.subject(proposed.subject());
        } else if (this instanceof Voted voted) {
            return said.subject(voted.subject()) + " by " + voted.validator();
        } else if (this instanceof Certified certified) {
            return said.subject(certified.subject()) + " by bitmap " + Integer.toBinaryString(certified.signers());
        } else if (this instanceof ThenDie then) {
            return then.first().told(said) + ", then a crash";
        } else if (this instanceof DieWithin within) {
            return within.first().told(said) + ", a crash before call " + within.call()
                    + (within.kept() ? "" : ", unsynced lost");
        }
        return toString();
    }
}
