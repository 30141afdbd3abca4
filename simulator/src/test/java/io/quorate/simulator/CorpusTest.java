package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The fixed corpus: every invariant holds for each of its seeds. A seed that once failed stays in it. */
class CorpusTest {
    private static final long VIEWS = 60;
    private static final int RANGE = 60;
    private static final long LATER = 500_000;
    private static final int LATER_RANGE = 20;

    /** With those that are killed once more as they start. */
    private static final long LAST = 600_000;

    /** Seeds that once found something, in the protocol or in the simulator. */
    private static final List<Long> REMEMBERED = List.of(
            165L, 1_001L, 100_595L, 100_749L, 100_808L, 300_290L, 500_000L, 500_011L, 500_570L, 506_307L, 507_477L,
            602_887L, 603_015L, 604_035L, 606_143L, 606_788L);

    /** As the soak runs them: with other rounds a seed is another scenario. */
    private static final long SOAK_VIEWS = 100;

    @Test
    void everyInvariantHoldsForEachSmallAndDenseSeed() {
        List<String> failures = new ArrayList<>();
        Corpus.small().map(Corpus::seed).forEach(seed -> run(seed, Corpus.SMALL_VIEWS, failures));
        assertThat(failures).isEmpty();
    }

    @Test
    void everyInvariantHoldsForEachSeed() {
        List<String> failures = new ArrayList<>();
        LongStream.range(0, RANGE).forEach(seed -> run(seed, VIEWS, failures));
        assertThat(failures).isEmpty();
    }

    @Test
    void everyInvariantHoldsForEachSeedThatOnceFailed() {
        List<String> failures = new ArrayList<>();
        REMEMBERED.forEach(seed -> run(seed, SOAK_VIEWS, failures));
        assertThat(failures).isEmpty();
    }

    @Test
    void everyInvariantHoldsForEachSeedThatDrawsWhatWasAddedLater() {
        List<String> failures = new ArrayList<>();
        LongStream.of(LATER, LAST)
                .flatMap(first -> LongStream.range(first, first + LATER_RANGE))
                .forEach(seed -> {
                    run(Corpus.seed(seed), Corpus.SMALL_VIEWS, failures);
                    run(seed, VIEWS, failures);
                });
        assertThat(failures).isEmpty();
    }

    private static void run(long seed, long views, List<String> failures) {
        Scenario scenario = RandomMix.of(seed, views);
        Outcome outcome = Simulation.run(scenario);
        outcome.violation()
                .ifPresent(violation -> failures.add("quorate simulate --mix --rounds " + views + " --seed " + seed
                        + "   " + violation.invariant() + ": " + violation.getMessage()));
        assertThat(outcome.isGood() && outcome.height() < outcome.heightAtHeal() + 20)
                .as("seed %s ends without 20 more finalizations", seed)
                .isFalse();
    }
}
