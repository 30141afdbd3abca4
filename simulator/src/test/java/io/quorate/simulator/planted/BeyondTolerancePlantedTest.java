package io.quorate.simulator.planted;

import static io.quorate.simulator.planted.Rewrite.advise;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.TooManyLiars;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds however many lie is looked at though liveness or agreement is lost: a bug of it shows. */
class BeyondTolerancePlantedTest {
    @Test
    void somebodyHonestWhomForgedVotesAccuseIsAmongTheAccused() {
        with(
                PlantedBug.VOTES_WITHOUT_SIGNATURES.plant(),
                () -> assertHonestNamed(Simulation.run(TooManyLiars.scenario(7, 3, "frame", 20, 1))));
    }

    @Test
    void somebodyHonestWhomTheChainPunishesIsFoundThoughMoreWasLostBefore() {
        with(PlantedBug.ANOTHER_PUNISHED.plant(), () -> {
            Outcome outcome = Simulation.run(TooManyLiars.scenario(5, 2, "equivocate", 20, 1));
            assertThat(outcome.violation().map(Violation::invariant)).contains(Invariant.HONEST_ACCUSED);
            assertThat(outcome.punished()).anyMatch(outcome.scenario()::isHonest);
        });
    }

    // consensus.md, Evidence: accountable safety
    @Test
    void aForkForWhichNobodyIsNamedIsNoAccountableOne() {
        with(
                PlantedBug.plant(advise("protocol.evidence.Forensics$Report", "namesAThird", Advices.No.class)),
                () -> assertThat(TooManyLiars.forks()
                                .map(Simulation::run)
                                .map(Outcome::violation)
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
}
