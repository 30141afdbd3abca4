package io.quorate.simulator.scenario;

/**
 * What clients do.
 *
 * @param lesson whether each leader is given one value to propose as it enters its view, for people to follow
 * @param perSecond transactions that clients submit in a second of virtual time
 */
public record Load(boolean lesson, int perSecond) {
    /** One value a round. */
    public static final Load LESSON = new Load(true, 0);
}
