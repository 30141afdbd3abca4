package io.quorate.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.fleet.RandomMix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told fits the width that there is. */
class WrappedTest {
    @Test
    void thePartsOfAMixFitTheirWidth() {
        for (int width : List.of(60, 80, 100)) {
            for (long seed = 0; seed < 20; seed++) {
                assertThat(ScenarioText.parts(RandomMix.of(seed, 100), width))
                        .as("seed %s", seed)
                        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
            }
        }
    }

    @Test
    void whatFollowsIsSetInAndColourHasNoWidth() {
        assertThat(Wrapped.lines("  part 0  \u001b[31mlies\u001b[0m a lot", 15))
                .containsExactly("  part 0  \u001b[31mlies\u001b[0m", "     a lot");
    }
}
