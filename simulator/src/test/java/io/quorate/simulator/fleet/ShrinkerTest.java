package io.quorate.simulator.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Leaves out all that a failure does not need. */
class ShrinkerTest {
    @Test
    void onlyWhatTheFailureNeedsIsLeft() {
        Scenario whole = failing();
        Shrinker.Smaller smaller = Shrinker.shrink(outcome(whole), 1_000, ShrinkerTest::outcome);
        assertThat(smaller.scenario().faults()).hasSize(1).allMatch(Fault.Crash.class::isInstance);
        assertThat(smaller.scenario().faulty()).isEmpty();
        assertThat(smaller.scenario().conditions().loss()).isZero();
        assertThat(smaller.scenario().views()).isBetween(10L, 19L);
        assertThat(whole.without(smaller.without()).withViews(smaller.scenario().views()))
                .isEqualTo(smaller.scenario());
    }

    @Test
    void itStopsWhenItMayTryNoMore() {
        Scenario whole = failing();
        int[] runs = {0};
        Shrinker.shrink(outcome(whole), 7, scenario -> {
            runs[0]++;
            return outcome(scenario);
        });
        assertThat(runs[0]).isEqualTo(7);
    }

    @Test
    void aRunThatEndsInAnErrorIsNotTheOneThatIsLookedFor() {
        Scenario whole = failing();
        List<Supplier<Throwable>> errors =
                List.of(IllegalStateException::new, StackOverflowError::new, OutOfMemoryError::new);
        for (Supplier<Throwable> error : errors) {
            Shrinker.Smaller smaller = Shrinker.shrink(outcome(whole), 500, scenario -> {
                if (scenario.views() < whole.views()) {
                    throw sneaky(error.get());
                }
                return outcome(scenario);
            });
            assertThat(smaller.scenario().views()).isEqualTo(whole.views());
            assertThat(smaller.scenario().faults()).hasSize(1);
        }
    }

    private static RuntimeException sneaky(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return (RuntimeException) thrown;
    }

    /** A mix with several crashes. */
    private static Scenario failing() {
        for (long seed = 0; ; seed++) {
            Scenario scenario = RandomMix.of(seed, 100);
            if (scenario.faults().stream().filter(Fault.Crash.class::isInstance).count() > 1
                    && !scenario.faulty().isEmpty()) {
                return scenario;
            }
        }
    }

    /** Fails if there is a crash and it lasts ten views. */
    private static Outcome outcome(Scenario scenario) {
        boolean fails = scenario.faults().stream().anyMatch(Fault.Crash.class::isInstance) && scenario.views() >= 10;
        Optional<Violation> violation =
                fails ? Optional.of(new Violation(Invariant.DURABILITY, "lost")) : Optional.empty();
        return new Outcome(
                scenario,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(),
                List.of(),
                0,
                violation,
                Optional.empty(),
                0);
    }
}
