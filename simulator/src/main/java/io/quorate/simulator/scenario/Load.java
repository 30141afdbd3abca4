package io.quorate.simulator.scenario;

/**
 * What clients do.
 *
 * @param lesson whether each leader is given one value to propose as it enters its view, for people to follow
 * @param perSecond transactions that clients submit in a second of virtual time
 * @param everything whether they open decisions, commit, reveal and read as well, and the jailed ask to be let in again
 */
public record Load(boolean lesson, int perSecond, boolean everything) {
    /** One value a round. */
    public static final Load LESSON = new Load(true, 0);

    /** First votes, and the key-value store. */
    public Load(boolean lesson, int perSecond) {
        this(lesson, perSecond, false);
    }
}
