package io.quorate.node.cli;

import io.quorate.node.config.OperatorException;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.ScenarioException;
import io.quorate.simulator.scenario.SimulateOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
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
    private static final long ROUNDS = 5;
    private static final long MIX_ROUNDS = 100;
    private static final int MOST_MINUTES = 10_000;
    private static final int MOST_JOBS = 256;

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
                    + " invalid-block, wrong-root, stale-parent, withhold, forge-certificates, replay, future-spam, frame, half,"
                    + " twins, mangle, dawdle, nullify, brag, chameleon.")
    private List<String> byzantine = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "42",
            description = "What chance comes from. Default: 42.")
    private long seed = 42;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds before the network heals. Default: 5.")
    private Optional<Long> rounds = Optional.empty();

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

    @Option(
            names = "--mix",
            description = "Draw everything from the seed: set, network, faults and lies, as the soak does. Of the other"
                    + " options --rounds counts (default then: 100).")
    private boolean mix;

    @Option(
            names = "--without",
            paramLabel = "PART",
            split = ",",
            description = "With --mix: leave these parts out, as a shrunk failure names them.")
    private List<Integer> without = new ArrayList<>();

    @Option(names = "--minutes", paramLabel = "N", description = "With --mix: seed after seed, for so long.")
    private Optional<Integer> minutes = Optional.empty();

    @Option(names = "--jobs", paramLabel = "N", defaultValue = "1", description = "With --minutes: runs at a time.")
    private int jobs = 1;

    @Option(names = "--trace", paramLabel = "FILE", description = "Write every event, for quorate replay.")
    private Optional<Path> trace = Optional.empty();

    @Option(names = "--html", paramLabel = "FILE", description = "Draw the rounds as a picture of space and time.")
    private Optional<Path> html = Optional.empty();

    @Option(names = "--live", description = "Show each round as it happens, at a pace to follow.")
    private boolean live;

    @Option(names = "--json", description = "One JSON object, for programs.")
    private boolean json;

    SimulateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (minutes.isPresent()) {
            return soak(minutes.get());
        }
        Scenario scenario = scenario();
        SimulationShow show =
                new SimulationShow(terminal, scenario, mix ? 0 : rounds(), new SimulationShow.Style(live, json));
        return show.run(trace, html, words());
    }

    private int soak(int length) throws InterruptedException {
        if (!mix) {
            throw OperatorException.usage("simulate: --minutes needs --mix");
        }
        if (length < 1 || length > MOST_MINUTES || jobs < 1 || jobs > MOST_JOBS) {
            throw OperatorException.usage(
                    "simulate: --minutes is from 1 to " + MOST_MINUTES + ", --jobs from 1 to " + MOST_JOBS);
        }
        return new Soak(terminal, rounds(), json).run(seed, jobs, length);
    }

    private long rounds() {
        return rounds.orElse(mix ? MIX_ROUNDS : ROUNDS);
    }

    /** The scenario that the options stand for. */
    Scenario scenario() {
        try {
            if (mix) {
                Scenario whole = RandomMix.of(seed, rounds());
                TreeSet<Integer> parts = new TreeSet<>(without);
                if (!parts.isEmpty() && (parts.first() < 0 || parts.last() >= whole.parts())) {
                    throw new ScenarioException("--without: the parts of this mix are 0 to " + (whole.parts() - 1));
                }
                return whole.without(parts);
            }
            if (!without.isEmpty()) {
                throw new ScenarioException("--without needs --mix");
            }
            return new SimulateOptions(
                            nodes,
                            faulty,
                            seed,
                            rounds(),
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

    /** The options that give the same scenario again. */
    private List<String> words() {
        List<String> words =
                new ArrayList<>(List.of("--seed", Long.toString(seed), "--rounds", Long.toString(rounds())));
        if (mix) {
            words.add("--mix");
            without.forEach(part -> words.addAll(List.of("--without", Integer.toString(part))));
            return words;
        }
        words.addAll(List.of("--nodes", Integer.toString(nodes), "--faulty", Integer.toString(faulty)));
        byzantine.forEach(kind -> words.addAll(List.of("--byzantine", kind)));
        powers.forEach(power -> words.addAll(List.of("--powers", Long.toString(power))));
        words.addAll(List.of("--delay", delay.replace(" ", ""), "--loss", Double.toString(loss)));
        words.addAll(List.of("--duplication", Double.toString(duplication), "--crashes", Integer.toString(crashes)));
        partition.ifPresent(span -> words.addAll(List.of("--partition", span)));
        return words;
    }
}
