package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No lie of fewer than a third does any harm; who contradicts itself is found. */
class CharactersTest {
    @ParameterizedTest
    @EnumSource(CharacterKind.class)
    void oneOfFourHarmsNobody(CharacterKind kind) {
        assertThat(run(4, 1, kind).violation()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(CharacterKind.class)
    void twoOfSevenHarmNobody(CharacterKind kind) {
        assertThat(run(7, 2, kind).violation()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = CharacterKind.class,
            names = {"EQUIVOCATE", "EQUIVOCATE_TO_ONE", "DOUBLE_NOTARIZE", "DOUBLE_FINALIZE", "NULLIFY_AND_FINALIZE"})
    void whoContradictsItselfIsFound(CharacterKind kind) {
        assertThat(run(4, 1, kind).accused()).hasSize(1);
    }

    /** Such a run is a second long, and whoever has the second turn to submit evidence waits for two. */
    @Test
    void whoContradictsItselfInTheLastSecondOfARunIsPunishedToo() {
        for (long seed = 1; seed <= 8; seed++) {
            Outcome outcome = Simulation.run(
                    new SimulateOptions(4, 1, seed, 5, List.of(), List.of(), Delays.LAN, 0, 0, Optional.empty(), 0)
                            .scenario());
            assertThat(outcome.violation()).as("seed %s", seed).isEmpty();
            assertThat(outcome.accused()).as("seed %s", seed).hasSize(1);
            assertThat(outcome.punished()).as("seed %s", seed).isEqualTo(outcome.accused());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = CharacterKind.class,
            names = {"FORGE_CERTIFICATES", "FRAME", "MANGLE"})
    void whoSendsWhatNobodySignedIsCharged(CharacterKind kind) {
        assertThat(run(7, 2, kind).charges()).isPositive();
    }

    private static Outcome run(int nodes, int faulty, CharacterKind kind) {
        List<Faulty> liars = new ArrayList<>();
        for (int i = 0; i < faulty; i++) {
            liars.add(new Faulty(1 + 2 * i, List.of(kind)));
        }
        return Simulation.run(new Scenario(
                77,
                Collections.nCopies(nodes, 1L),
                liars,
                new Conditions(Delays.parse("1..40ms"), 0.03, 0, 0),
                List.of(),
                new Chain(250, 200, 3_000),
                new Load(false, 20),
                40));
    }
}
