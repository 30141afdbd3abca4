package io.quorate.simulator.planted;

import static io.quorate.simulator.planted.Rewrite.advise;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds however many lie is looked at though liveness or agreement is lost: a bug of it shows. */
class BeyondTolerancePlantedTest {
    @Test
    void somebodyHonestWhomForgedVotesAccuseIsAmongTheAccused() {
        with(
                PlantedBug.VOTES_WITHOUT_SIGNATURES.plant(),
                () -> assertHonestNamed(Simulation.run(scenario(7, 3, "frame", 1))));
    }

    @Test
    void somebodyHonestWhomTheChainPunishesIsFoundThoughMoreWasLostBefore() {
        with(PlantedBug.ANOTHER_PUNISHED.plant(), () -> {
            Outcome outcome = Simulation.run(scenario(5, 2, "equivocate", 1));
            assertThat(outcome.violation().map(Violation::invariant)).contains(Invariant.HONEST_ACCUSED);
            assertThat(outcome.punished()).anyMatch(outcome.scenario()::isHonest);
        });
    }

    // consensus.md, Evidence: accountable safety
    @Test
    void aForkForWhichNobodyIsNamedIsNoAccountableOne() {
        with(
                PlantedBug.plant(advise("protocol.evidence.Forensics$Report", "namesAThird", Advices.No.class)),
                () -> assertThat(forks().map(Outcome::violation)
                                .flatMap(Optional::stream)
                                .map(Violation::invariant))
                        .contains(Invariant.ACCOUNTABLE));
    }

    private static void with(PlantedBug.Planted bug, Runnable test) {
        try {
            test.run();
        } finally {
            bug.close();
        }
    }

    private static void assertHonestNamed(Outcome outcome) {
        assertThat(outcome.violation().map(Violation::invariant)).contains(Invariant.HONEST_ACCUSED);
        assertThat(outcome.accused()).anyMatch(outcome.scenario()::isHonest);
    }

    /** Two twins of four, and two honest ones that are cut off from each other. */
    private static java.util.stream.Stream<Outcome> forks() {
        return LongStream.range(36, 70).mapToObj(seed -> {
            Scenario drawn = scenario(4, 2, "twins", seed);
            List<Integer> honest =
                    IntStream.range(0, 4).filter(drawn::isHonest).boxed().toList();
            List<Fault> cut = List.of(
                    new Fault.OneWay(0, 600_000, honest.get(0), honest.get(1)),
                    new Fault.OneWay(0, 600_000, honest.get(1), honest.get(0)));
            return Simulation.run(new Scenario(
                    seed,
                    drawn.powers(),
                    drawn.faulty(),
                    drawn.conditions(),
                    cut,
                    drawn.chain(),
                    drawn.load(),
                    drawn.views()));
        });
    }

    private static Scenario scenario(int nodes, int faulty, String kind, long seed) {
        return new SimulateOptions(
                        nodes, faulty, seed, 20, List.of(), List.of(kind), Delays.LAN, 0, 0, Optional.empty(), 0)
                .scenario();
    }
}
