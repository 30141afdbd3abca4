package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.report.Trace;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A run is a function of its scenario. */
class MixTest {
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

    @Test
    void aMixIsNeverMoreThanIsTolerated() {
        for (long seed = 0; seed < 500; seed++) {
            assertThat(RandomMix.of(seed, 10).isTolerable()).as("seed %s", seed).isTrue();
        }
    }
}
