package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
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

    // consensus.md, Evidence: accountable safety
    @Test
    void twinsOfHalfThePowerForkTwoHonestNodesThatAreCutOffAndTheirDisksNameThem() {
        int forks = 0;
        for (long seed = 36; seed < 70; seed++) {
            Scenario drawn = options(4, 2, "twins", 20, seed).scenario();
            List<Integer> honest =
                    IntStream.range(0, 4).filter(drawn::isHonest).boxed().toList();
            List<Fault> cut = List.of(
                    new Fault.OneWay(0, 600_000, honest.get(0), honest.get(1)),
                    new Fault.OneWay(0, 600_000, honest.get(1), honest.get(0)));
            Outcome outcome = Simulation.run(new Scenario(
                    seed,
                    drawn.powers(),
                    drawn.faulty(),
                    drawn.conditions(),
                    cut,
                    drawn.chain(),
                    drawn.load(),
                    drawn.views()));
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
        return Simulation.run(options(nodes, faulty, kind, 10, seed).scenario());
    }

    private static SimulateOptions options(int nodes, int faulty, String kind, int views, long seed) {
        return new SimulateOptions(
                nodes, faulty, seed, views, List.of(), List.of(kind), Delays.LAN, 0, 0, Optional.empty(), 0);
    }
}
