package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Scenario;
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
        for (long seed = 30; seed < 40; seed++) {
            Outcome outcome = run(7, 5, "twins", seed);
            outcome.violation().map(Violation::invariant).ifPresent(lost::add);
            assertThat(outcome.accused())
                    .as("seed %s", seed)
                    .allMatch(node -> !outcome.scenario().isHonest(node));
        }
        assertThat(lost).contains(Invariant.EXCLUSION);
    }

    // consensus.md, Evidence: accountable safety
    @Test
    void twinsOfHalfThePowerForkTwoHonestNodesThatAreCutOffAndTheirDisksNameThem() {
        int forks = 0;
        for (Scenario drawn : TooManyLiars.forks().toList()) {
            long seed = drawn.seed();
            Outcome outcome = Simulation.run(drawn);
            assertThat(outcome.accused()).as("seed %s", seed).allMatch(node -> !drawn.isHonest(node));
            if (outcome.forensics().filter(report -> !report.forks().isEmpty()).isPresent()) {
                forks++;
                assertThat(outcome.forensics().orElseThrow().namesAThird())
                        .as("seed %s", seed)
                        .isTrue();
            }
        }
        assertThat(forks).isPositive();
    }

    private static Outcome run(int nodes, int faulty, String kind, long seed) {
        return Simulation.run(TooManyLiars.scenario(nodes, faulty, kind, 10, seed));
    }
}
