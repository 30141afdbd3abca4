package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.report.Trace;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run is a function of its scenario. */
class MixTest {
    private static final long LATER = 500_000;
    private static final List<CharacterKind> ADDED =
            List.of(CharacterKind.OVER_LIMIT, CharacterKind.BAD_TRANSACTION, CharacterKind.FORGE_EVIDENCE);

    @Test
    void theSameSeedTwiceIsTheSameRunEventByEvent() {
        for (long seed = 1; seed < 5; seed++) {
            Scenario scenario = RandomMix.of(seed, 30);
            List<String> first = new ArrayList<>();
            List<String> second = new ArrayList<>();
            long fingerprint = Simulation.run(scenario, new Trace(first::add)).fingerprint();
            assertThat(Simulation.run(scenario, new Trace(second::add)).fingerprint())
                    .as("seed %s", seed)
                    .isEqualTo(fingerprint);
            assertThat(second).as("seed %s", seed).isEqualTo(first);
        }
    }

    @Test
    void lookingOnChangesNothing() {
        Scenario scenario = RandomMix.of(9, 30);
        List<String> lines = new ArrayList<>();
        assertThat(Simulation.run(scenario, new Trace(lines::add)).fingerprint())
                .isEqualTo(Simulation.run(scenario, Spectator.NONE).fingerprint());
    }

    @Test
    void anotherSeedIsAnotherRun() {
        Outcome one = Simulation.run(RandomMix.of(1, 10));
        assertThat(Simulation.run(RandomMix.of(2, 10)).fingerprint()).isNotEqualTo(one.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, LATER, RandomMix.SMALL, RandomMix.SMALL + LATER})
    void aMixIsNeverMoreThanIsTolerated(long first) {
        for (long seed = first; seed < first + 500; seed++) {
            assertThat(RandomMix.of(seed, 10).isTolerable()).as("seed %s", seed).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {LATER, RandomMix.SMALL + LATER})
    void noMoreIsToleratedOfThoseThatStayWhenAllLeaveThatMay(long first) {
        int leaving = 0;
        for (long seed = first; seed < first + 500; seed++) {
            Scenario scenario = RandomMix.of(seed, 10);
            long left = scenario.totalPower();
            long bad = scenario.byzantinePower();
            for (Fault fault : scenario.faults()) {
                if (fault instanceof Fault.Leave leave) {
                    assertThat(scenario.isHonest(leave.node()))
                            .as("seed %s", seed)
                            .isTrue();
                    left -= scenario.powers().get(leave.node());
                    leaving++;
                } else if (fault instanceof Fault.BitRot rot) {
                    bad += scenario.powers().get(rot.node());
                }
            }
            assertThat(3 * bad).as("seed %s", seed).isLessThan(left);
        }
        assertThat(leaving).isPositive();
    }

    /** Seeds that once found something must stay what they were, whatever is thought of later. */
    @Test
    void whatWasAddedLaterIsDrawnForLaterSeedsOnly() {
        for (long first : List.of(0L, RandomMix.SMALL)) {
            assertThat(kinds(first)).hasSize(21).doesNotContainAnyElementsOf(ADDED);
            assertThat(kinds(first + LATER)).hasSize(24).containsAll(ADDED);
        }
    }

    private static Set<CharacterKind> kinds(long first) {
        return LongStream.range(first, first + 500)
                .mapToObj(seed -> RandomMix.of(seed, 10))
                .flatMap(scenario -> scenario.faulty().stream())
                .flatMap(faulty -> faulty.characters().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
