package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.fleet.Fleet;
import io.quorate.simulator.fleet.Shrinker;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Seed after seed for a while, with a line now and then; failures are shrunk and told with the line that repeats them. */
final class Soak {
    private static final long LINE_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int SHRINKING_RUNS = 200;
    private static final int MOST_SHRUNK = 5;

    private final Terminal terminal;
    private final long views;
    private final boolean json;
    private long nextLine;

    Soak(Terminal terminal, long views, boolean json) {
        this.terminal = terminal;
        this.views = views;
        this.json = json;
    }

    /** Runs from a seed on; the exit status is 1 if an invariant did not hold. */
    int run(long firstSeed, int jobs, int minutes) throws InterruptedException {
        long begun = System.nanoTime();
        long length = Duration.ofMinutes(minutes).toNanos();
        nextLine = begun + LINE_NANOS;
        Fleet[] self = new Fleet[1];
        Fleet fleet = new Fleet(views, outcome -> heard(outcome, self[0], begun));
        self[0] = fleet;
        fleet.run(firstSeed, jobs, () -> System.nanoTime() - begun < length);
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
        fleet.failures().stream().limit(MOST_SHRUNK).forEach(this::shrink);
        return fleet.failures().isEmpty() ? 0 : 1;
    }

    private void heard(Outcome outcome, Fleet fleet, long begun) {
        outcome.violation()
                .ifPresent(violation -> terminal.err()
                        .println("FAILED " + command(outcome) + "   " + violation.invariant() + ": "
                                + violation.getMessage()));
        if (!json && System.nanoTime() > nextLine) {
            nextLine = System.nanoTime() + LINE_NANOS;
            terminal.print(line(fleet, begun));
        }
    }

    private static String line(Fleet fleet, long begun) {
        double seconds = (System.nanoTime() - begun) / 1e9;
        return String.format(
                Locale.ROOT,
                "%6.0f s   %d runs   %d views   %.0f views/s   %d violations",
                seconds,
                fleet.runs(),
                fleet.views(),
                fleet.views() / seconds,
                fleet.failures().size());
    }

    private static String command(Outcome outcome) {
        return "quorate simulate --mix --seed " + outcome.scenario().seed() + " --rounds "
                + outcome.scenario().views();
    }

    private void shrink(Outcome failure) {
        Shrinker.Smaller smaller = Shrinker.shrink(failure, SHRINKING_RUNS);
        String parts = smaller.without().isEmpty()
                ? ""
                : " --without "
                        + smaller.without().stream().map(String::valueOf).collect(Collectors.joining(","));
        terminal.err().println("smaller: " + command(smaller.outcome()) + parts);
    }

    private ObjectNode report(Fleet fleet, long firstSeed) {
        ObjectNode report = Json.object();
        report.put("firstSeed", firstSeed).put("runs", fleet.runs()).put("views", fleet.views());
        report.put("messages", fleet.messages()).put("crashes", fleet.crashes());
        ObjectNode mix = report.putObject("mix");
        fleet.mix().forEach(mix::put);
        ArrayNode failures = report.putArray("failures");
        fleet.failures()
                .forEach(failure -> failures.addObject()
                        .put("seed", failure.scenario().seed())
                        .set("outcome", SimulationJson.outcome(failure)));
        return report;
    }
}
