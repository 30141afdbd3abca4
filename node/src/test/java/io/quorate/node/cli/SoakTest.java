package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.scenario.Scenario;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the soak prints of a failure repeats it. */
class SoakTest {
    private static final long VIEWS = 20;

    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            false);

    private int soak(long first, int seeds, BiFunction<Scenario, Spectator, Outcome> run) throws InterruptedException {
        int[] left = {seeds};
        return new Soak(terminal, VIEWS, false, Optional.of(directory), run).run(first, 1, () -> left[0]-- > 0);
    }

    private String line(String start) {
        return err.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theSmallerLineGivesTheSmallerScenarioWithItsFaultsWhenTheyWere() throws InterruptedException {
        // Fails for want of one fault, at the time it was drawn for the whole.
        long seed = seedWithFaults();
        Object culprit = RandomMix.of(seed, VIEWS).faults().get(0);
        Outcome good = Simulation.run(RandomMix.of(seed, 1));
        assertThat(soak(
                        seed,
                        1,
                        (scenario, spectator) ->
                                outcome(good, scenario, scenario.faults().contains(culprit))))
                .isEqualTo(1);

        Scenario again = parsed(line("smaller: quorate simulate ").substring("smaller: quorate simulate ".length()));
        assertThat(again.faults())
                .containsExactly(RandomMix.of(seed, VIEWS).faults().get(0));
        assertThat(again.views()).isEqualTo(1);
        assertThat(again.faulty()).isEmpty();
    }

    @Test
    void anErrorOfTheSimulatorIsAFailureOfItsSeedAndTheOthersStillRun() throws Exception {
        Outcome good = Simulation.run(RandomMix.of(1, 1));
        TreeSet<Long> seeds = new TreeSet<>();
        int status = soak(7, 3, (scenario, spectator) -> {
            seeds.add(scenario.seed());
            if (scenario.seed() == 8) {
                throw new IllegalStateException("a place that was not there");
            }
            return outcome(good, scenario, false);
        });
        assertThat(status).isEqualTo(1);
        assertThat(seeds).containsExactly(7L, 8L, 9L);
        assertThat(line("FAILED"))
                .startsWith("FAILED quorate simulate --mix --seed 8 --rounds 20   ERROR: ")
                .contains("a place that was not there");
        Path trace = directory.resolve("seed-8.trace");
        assertThat(line("trace: ")).isEqualTo("trace: " + trace);
        assertThat(Files.readAllLines(trace)).containsExactly("quorate simulate --mix --seed 8 --rounds 20");
    }

    /** What is left of the memory is for telling which seed it was; more runs would only end alike. */
    @Test
    void aSeedThatTakesAllMemoryIsToldAndEndsTheSoak() throws Exception {
        Outcome good = Simulation.run(RandomMix.of(1, 1));
        TreeSet<Long> seeds = new TreeSet<>();
        int status = soak(7, 5, (scenario, spectator) -> {
            seeds.add(scenario.seed());
            if (scenario.seed() == 8) {
                throw new OutOfMemoryError("no room");
            }
            return outcome(good, scenario, false);
        });
        assertThat(status).isEqualTo(1);
        assertThat(seeds).containsExactly(7L, 8L);
        assertThat(line("FAILED"))
                .startsWith("FAILED quorate simulate --mix --seed 8 --rounds 20   ERROR: java.lang.OutOfMemoryError");
    }

    private Scenario parsed(String options) {
        SimulateCommand command = new SimulateCommand(terminal);
        new CommandLine(command).parseArgs(options.split(" ", -1));
        return command.scenario();
    }

    private static long seedWithFaults() {
        long seed = 0;
        while (RandomMix.of(seed, VIEWS).faults().size() < 3
                || RandomMix.of(seed, VIEWS).faulty().isEmpty()) {
            seed++;
        }
        return seed;
    }

    private static Outcome outcome(Outcome like, Scenario scenario, boolean fails) {
        return new Outcome(
                scenario,
                like.views(),
                like.viewsAfterHeal(),
                like.height(),
                like.heightAtHeal(),
                like.transactions(),
                like.messages(),
                like.crashes(),
                like.charges(),
                like.answers(),
                List.of(),
                List.of(),
                List.of(),
                like.virtualMicros(),
                fails ? Optional.of(new Violation(Invariant.DURABILITY, "lost")) : Optional.empty(),
                Optional.empty(),
                like.fingerprint());
    }
}
