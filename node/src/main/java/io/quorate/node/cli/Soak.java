package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.Failure;
import io.quorate.simulator.fleet.Fleet;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.fleet.Shrinker;
import io.quorate.simulator.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Seed after seed for a while, with a line now and then; failures are shrunk and told with the line that repeats them. */
final class Soak {
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int SHRINKING_RUNS = 200;
    private static final int MOST_SHRUNK = 5;
    /** So many traces are kept. */
    static final int MOST_TRACES = 20;

    private final Terminal terminal;
    private final long views;
    private final boolean json;
    private final Optional<Path> keep;
    private final BiFunction<Scenario, Spectator, Outcome> run;
    private final Map<Long, Path> traces = new TreeMap<>();
    private long nextLine;

    Soak(Terminal terminal, long views, boolean json, Optional<Path> keep) {
        this(terminal, views, json, keep, Simulation::run);
    }

    Soak(
            Terminal terminal,
            long views,
            boolean json,
            Optional<Path> keep,
            BiFunction<Scenario, Spectator, Outcome> run) {
        this.terminal = terminal;
        this.views = views;
        this.json = json;
        this.keep = keep;
        this.run = run;
    }

    /** Runs from a seed on, for so long; the exit status is 1 if one failed. */
    int run(long firstSeed, int jobs, int minutes) throws InterruptedException {
        long begun = System.nanoTime();
        long length = Duration.ofMinutes(minutes).toNanos();
        return run(firstSeed, jobs, () -> System.nanoTime() - begun < length);
    }

    /** Runs from a seed on, while it may go on. */
    int run(long firstSeed, int jobs, BooleanSupplier goOn) throws InterruptedException {
        keep.ifPresent(Soak::create);
        long begun = System.nanoTime();
        nextLine = begun + LINE_NANOS;
        Fleet[] self = new Fleet[1];
        Fleet fleet = new Fleet(
                views,
                new Fleet.Listener() {
                    @Override
                    public void ran() {
                        tellNowAndThen(self[0], begun);
                    }

                    @Override
                    public void failed(Failure failure) {
                        tell(failure);
                    }
                },
                scenario -> run.apply(scenario, Spectator.NONE));
        self[0] = fleet;
        fleet.run(firstSeed, jobs, goOn);
        if (json) {
            terminal.print(Json.pretty(report(fleet, firstSeed)));
        } else {
            terminal.print(line(fleet, begun));
            terminal.print("Seeds " + firstSeed + " to " + (firstSeed + fleet.runs() - 1) + ", each " + views
                    + " views before it heals; " + fleet.messages() + " messages, " + fleet.crashes() + " crashes");
            terminal.print("Mix: "
                    + fleet.mix().entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", ")));
        }
        fleet.failures().stream()
                .flatMap(failure -> failure.outcome().stream())
                .limit(MOST_SHRUNK)
                .forEach(this::shrink);
        return fleet.failed() == 0 ? 0 : 1;
    }

    private void tellNowAndThen(Fleet fleet, long begun) {
        if (!json && System.nanoTime() - nextLine > 0) {
            nextLine = System.nanoTime() + LINE_NANOS;
            terminal.print(line(fleet, begun));
        }
    }

    private void tell(Failure failure) {
        List<String> words = words(failure.seed());
        terminal.err().println("FAILED quorate simulate " + String.join(" ", words) + "   " + failure.what());
        keep.filter(directory -> traces.size() < MOST_TRACES)
                .ifPresent(directory -> write(directory, failure.seed(), words));
    }

    /** Runs a seed that failed once more, this time with its trace. */
    private void write(Path directory, long seed, List<String> words) {
        Path path = directory.resolve("seed-" + seed + ".trace");
        traces.put(seed, path);
        try (TraceFile file = new TraceFile(path, words)) {
            again(RandomMix.of(seed, views), file.spectator());
        } catch (OperatorException e) {
            terminal.err().println("no trace: " + e.getMessage());
            return;
        }
        terminal.err().println("trace: " + path);
    }

    private void again(Scenario scenario, Spectator spectator) {
        try {
            var unused = run.apply(scenario, spectator);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError expected) {
            // It is told already; the trace goes as far as the run.
        }
    }

    private static void create(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw OperatorException.failure("cannot create " + directory + ": " + Failures.reason(e), e);
        }
    }

    private static String line(Fleet fleet, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        return String.format(
                Locale.ROOT,
                "%6.0f s   %d runs   %d views   %.0f views/s   %d failures",
                seconds,
                fleet.runs(),
                fleet.views(),
                fleet.views() / seconds,
                fleet.failed());
    }

    /** The options that give a seed's run again. */
    private List<String> words(long seed) {
        return List.of("--mix", "--seed", Long.toString(seed), "--rounds", Long.toString(views));
    }

    private void shrink(Outcome failure) {
        Shrinker.Smaller smaller =
                Shrinker.shrink(failure, SHRINKING_RUNS, scenario -> run.apply(scenario, Spectator.NONE));
        List<String> words = new ArrayList<>(words(failure.scenario().seed()));
        // The times of all faults are drawn for the rounds of the whole: fewer rounds would be other faults.
        if (smaller.scenario().views() != views) {
            words.addAll(
                    List.of("--stop-after", Long.toString(smaller.scenario().views())));
        }
        if (!smaller.without().isEmpty()) {
            words.addAll(List.of(
                    "--without", smaller.without().stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        terminal.err().println("smaller: quorate simulate " + String.join(" ", words));
    }

    private ObjectNode report(Fleet fleet, long firstSeed) {
        ObjectNode report = Json.object();
        report.put("firstSeed", firstSeed).put("runs", fleet.runs()).put("views", fleet.views());
        report.put("messages", fleet.messages()).put("crashes", fleet.crashes());
        ObjectNode mix = report.putObject("mix");
        fleet.mix().forEach(mix::put);
        ArrayNode failures = report.putArray("failures");
        for (Failure failure : fleet.failures()) {
            ObjectNode node = failures.addObject().put("seed", failure.seed()).put("what", failure.what());
            Optional.ofNullable(traces.get(failure.seed())).ifPresent(path -> node.put("trace", path.toString()));
            failure.outcome().ifPresent(outcome -> node.set("outcome", SimulationJson.outcome(outcome)));
        }
        return report;
    }
}
