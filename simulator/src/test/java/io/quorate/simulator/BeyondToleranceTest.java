package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** With more liars than a set tolerates the run says what was lost, and nobody honest is named. */
class BeyondToleranceTest {
    @Test
    void twoSilentOfFourCostLivenessAndNothingElse() {
        Outcome outcome = run(4, 2, "silent", 1);
        assertThat(outcome.violation().map(Violation::invariant)).contains(Invariant.LIVENESS);
        assertThat(outcome.accused()).isEmpty();
    }

    @Test
    void twinsBeyondToleranceForkTheChainAndAreNamed() {
        TreeSet<Invariant> lost = new TreeSet<>();
        // Since evidence is told to all, twins that hear each other's votes finalize less: five of seven fork it still.
        for (long seed = 0; seed < 10; seed++) {
            Outcome outcome = run(7, 5, "twins", seed);
            outcome.violation().map(Violation::invariant).ifPresent(lost::add);
            assertThat(outcome.accused())
                    .as("seed %s", seed)
                    .allMatch(node -> !outcome.scenario().isHonest(node));
        }
        assertThat(lost).contains(Invariant.EXCLUSION);
    }

    private static Outcome run(int nodes, int faulty, String kind, long seed) {
        return Simulation.run(new SimulateOptions(
                        nodes, faulty, seed, 10, List.of(), List.of(kind), Delays.LAN, 0, 0, Optional.empty(), 0)
                .scenario());
    }
}
