package io.quorate.simulator.scenario;

/**
 * What the network is like until it heals.
 *
 * @param delays how long messages take
 * @param loss the share that is lost
 * @param duplication the share that comes twice
 * @param straggling the share that is overtaken: it takes ten times as long
 */
public record Conditions(Delays delays, double loss, double duplication, double straggling) {
    /** A healthy network. */
    public static Conditions healthy(Delays delays) {
        return new Conditions(delays, 0, 0, 0);
    }

    /**
     * Checks the shares.
     *
     * @throws ScenarioException if one is not from 0 to 1
     */
    public Conditions {
        check("--loss", loss);
        check("--duplication", duplication);
        check("--straggling", straggling);
    }

    private static void check(String option, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new ScenarioException(option + " " + share + ": give a share from 0 to 1, such as 0.05");
        }
    }
}
