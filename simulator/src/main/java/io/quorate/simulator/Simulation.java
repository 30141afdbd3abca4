package io.quorate.simulator;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Run;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.scenario.Scenario;

/** Runs whole clusters in virtual time: the node's own replicas and ledger, on a simulated world. */
public final class Simulation {
    private Simulation() {}

    /** Runs a scenario to its end, on the calling thread. Equal scenarios give equal outcomes. */
    public static Outcome run(Scenario scenario) {
        return run(scenario, Spectator.NONE);
    }

    /** Runs a scenario with somebody looking on. */
    public static Outcome run(Scenario scenario, Spectator spectator) {
        return Run.of(scenario, spectator);
    }
}
