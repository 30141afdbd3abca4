package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.config.OperatorException;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.report.Lesson;
import io.quorate.simulator.report.LessonText;
import io.quorate.simulator.report.Narrator;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.ScenarioException;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorate simulate}: a whole cluster in virtual time, told round by round. */
@Command(
        name = "simulate",
        header = "Simulate a cluster with faulty nodes, and tell what happens.",
        description = {
            "",
            "Runs the node's own consensus for every validator in one thread and virtual time. The same options and"
                    + " seed give the same run. At the end the network heals, and all honest nodes must come together;"
                    + " every invariant is checked after each event. Exit status 1 if one is lost.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate simulate --nodes 5 --faulty 1",
            "  quorate simulate --nodes 7 --faulty 2 --byzantine silent,equivocate --delay wan --rounds 10",
            "  quorate simulate --nodes 4 --partition 1s..5s:0,1/2,3 --loss 0.05"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int DEFAULT_WIDTH = 100;
    private static final long SLOW_MILLIS = 25;

    private final Terminal terminal;

    @Option(names = "--nodes", paramLabel = "N", defaultValue = "5", description = "Validators. Default: 5.")
    private int nodes = 5;

    @Option(names = "--faulty", paramLabel = "F", defaultValue = "0", description = "How many of them are Byzantine.")
    private int faulty;

    @Option(
            names = "--byzantine",
            paramLabel = "KIND",
            split = ",",
            description = "What the faulty do, in turn; KIND+KIND does both. Default: equivocate. Kinds: silent,"
                    + " equivocate, equivocate-to-one, double-notarize, double-finalize, nullify-and-finalize,"
                    + " invalid-block, wrong-root, withhold, forge-certificates, replay, future-spam, frame, half,"
                    + " twins, mangle, dawdle, nullify, brag, chameleon.")
    private List<String> byzantine = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "What chance comes from. Default: 42.")
    private long seed = 42;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds before the network heals.")
    private long rounds = 5;

    @Option(names = "--powers", paramLabel = "P", split = ",", description = "Power of each node. Default: one each.")
    private List<Long> powers = new ArrayList<>();

    @Option(
            names = "--delay",
            paramLabel = "TIME",
            defaultValue = "5..15ms",
            description = "Of a message: lan, wan, 5ms, or 5..40ms. Default: 5..15ms.")
    private String delay = "5..15ms";

    @Option(names = "--loss", paramLabel = "SHARE", defaultValue = "0", description = "Of messages, such as 0.05.")
    private double loss;

    @Option(names = "--duplication", paramLabel = "SHARE", defaultValue = "0", description = "Of messages.")
    private double duplication;

    @Option(
            names = "--partition",
            paramLabel = "SPAN",
            description = "When the network is split, and perhaps how: 1s..5s or 1s..5s:0,1/2,3.")
    private Optional<String> partition = Optional.empty();

    @Option(names = "--crashes", paramLabel = "N", defaultValue = "0", description = "Kills at random moments.")
    private int crashes;

    @Option(names = "--live", description = "Show each round as it happens, at a pace to follow.")
    private boolean live;

    @Option(names = "--json", description = "One JSON object, for programs.")
    private boolean json;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Scenario scenario = scenario();
        LessonText text = new LessonText(scenario, width(), terminal.colour());
        List<Lesson> lessons = new ArrayList<>();
        if (!json) {
            text.head().forEach(terminal::print);
        }
        Narrator narrator = new Narrator(scenario, rounds, lesson -> {
            if (json) {
                lessons.add(lesson);
            } else {
                text.round(lesson).forEach(this::show);
            }
        });
        Outcome outcome = Simulation.run(scenario, narrator);
        narrator.finish();
        if (json) {
            ObjectNode report = SimulationJson.report(scenario, lessons, outcome, narrator.suspects());
            terminal.print(Json.pretty(report));
        } else {
            text.foot(outcome, narrator.suspects()).forEach(terminal::print);
        }
        return outcome.isGood() ? 0 : 1;
    }

    private void show(String line) {
        terminal.print(line);
        if (live) {
            terminal.out().flush();
            try {
                TimeUnit.MILLISECONDS.sleep(SLOW_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Scenario scenario() {
        try {
            return new SimulateOptions(
                            nodes,
                            faulty,
                            seed,
                            rounds,
                            powers,
                            byzantine,
                            Delays.parse(delay),
                            loss,
                            duplication,
                            partition,
                            crashes)
                    .scenario();
        } catch (ScenarioException e) {
            throw OperatorException.usage("simulate: " + e.getMessage());
        }
    }

    private int width() {
        String columns = terminal.environment().getOrDefault("COLUMNS", "");
        return columns.matches("\\d{1,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }
}
