package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.fleet.RandomMix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same seed gives the same run. */
class MixTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void theSameSeedTwiceIsTheSameRun(long seed) {
        Outcome first = Simulation.run(RandomMix.of(seed, 100));
        assertThat(first.violation()).as("seed %s", seed).isEmpty();
        assertThat(Simulation.run(RandomMix.of(seed, 100)).fingerprint()).isEqualTo(first.fingerprint());
    }
}
