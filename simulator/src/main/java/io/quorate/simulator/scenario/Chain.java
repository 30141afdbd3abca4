package io.quorate.simulator.scenario;

/**
 * The chain that is run.
 *
 * @param deltaMillis the assumed bound on delivery
 * @param blockIntervalMillis how long a leader waits with nothing to propose
 * @param epochMillis block time that an epoch lasts
 */
public record Chain(long deltaMillis, long blockIntervalMillis, long epochMillis) {
    /** As development chains have it. */
    public static final Chain DEVELOPMENT = new Chain(250, 1_000, 20_000);
}
