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
    private static final int NODES = 5;
    private static final String DELAY = "5..15ms";
    private static final long ROUNDS = 5;
    private static final long MIX_ROUNDS = 100;
    private static final long MOST_MIX_ROUNDS = 1_000_000;
    private static final int MOST_MINUTES = 10_000;
    private static final int MOST_JOBS = 256;

    private final Terminal terminal;

    @Option(names = "--nodes", paramLabel = "N", description = "Validators. Default: 5.")
    private Optional<Integer> nodes = Optional.empty();

    @Option(names = "--faulty", paramLabel = "F", description = "How many of them are Byzantine.")
    private Optional<Integer> faulty = Optional.empty();

    @Option(
            names = "--byzantine",
            paramLabel = "KIND",
            split = ",",
            description = "What the faulty do, in turn; KIND+KIND does both. Default: equivocate. Kinds: silent,"
                    + " equivocate, equivocate-to-one, double-notarize, double-finalize, nullify-and-finalize,"
                    + " invalid-block, wrong-root, stale-parent, withhold, forge-certificates, replay, future-spam, frame, half,"
                    + " twins, mangle, dawdle, nullify, brag, chameleon, over-limit, bad-transaction, forge-evidence.")
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
            description = "Of a message: lan, wan, 5ms, or 5..40ms. Default: 5..15ms.")
    private Optional<String> delay = Optional.empty();

    @Option(names = "--loss", paramLabel = "SHARE", description = "Of messages, such as 0.05.")
    private Optional<Double> loss = Optional.empty();

    @Option(names = "--duplication", paramLabel = "SHARE", description = "Of messages.")
    private Optional<Double> duplication = Optional.empty();

    @Option(
            names = "--partition",
            paramLabel = "SPAN",
            description = "When the network is split, and perhaps how: 1s..5s or 1s..5s:0,1/2,3.")
    private Optional<String> partition = Optional.empty();

    @Option(names = "--crashes", paramLabel = "N", description = "Kills at random moments.")
    private Optional<Integer> crashes = Optional.empty();

    @Option(
            names = "--mix",
            description = "Draw everything from the seed: set, network, faults and lies, as the soak does. What it"
                    + " draws cannot be given as well; --rounds is then 100 by default.")
    private boolean mix;

    @Option(
            names = "--without",
            paramLabel = "PART",
            split = ",",
            description = "With --mix: leave these parts out, as a shrunk failure names them.")
    private List<Integer> without = new ArrayList<>();

    @Option(
            names = "--stop-after",
            paramLabel = "N",
            description =
                    "With --mix: let the network heal after so many rounds, with all times as drawn for --rounds.")
    private Optional<Long> stopAfter = Optional.empty();

    @Option(names = "--minutes", paramLabel = "N", description = "With --mix: seed after seed, for so long.")
    private Optional<Integer> minutes = Optional.empty();

    @Option(names = "--jobs", paramLabel = "N", description = "With --minutes: runs at a time. Default: 1.")
    private Optional<Integer> jobs = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description =
                    "With --minutes: write the traces of the first " + Soak.MOST_TRACES + " seeds that fail there.")
    private Optional<Path> keep = Optional.empty();

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
        checkTogether();
        if (minutes.isPresent()) {
            return soak(minutes.get());
        }
        Scenario scenario = scenario();
        SimulationShow show =
                new SimulationShow(terminal, scenario, mix ? 0 : rounds(), new SimulationShow.Style(live, json));
        return show.run(trace, html, words());
    }

    private int soak(int length) throws InterruptedException {
        int atATime = jobs.orElse(1);
        if (length < 1 || length > MOST_MINUTES || atATime < 1 || atATime > MOST_JOBS) {
            throw OperatorException.usage(
                    "simulate: --minutes is from 1 to " + MOST_MINUTES + ", --jobs from 1 to " + MOST_JOBS);
        }
        return new Soak(terminal, checkedRounds(), json, keep).run(seed, atATime, length);
    }

    /** An option that only makes sense, or no sense, beside another is an error, not a thing to ignore. */
    private void checkTogether() {
        if (mix) {
            apart("--mix", "draws that from the seed", drawn());
        } else {
            needs("--mix", given("--minutes", minutes.isPresent()));
            needs("--mix", given("--without", !without.isEmpty()));
            needs("--mix", given("--stop-after", stopAfter.isPresent()));
        }
        if (minutes.isPresent()) {
            List<String> ofOne = new ArrayList<>();
            ofOne.addAll(given("--trace", trace.isPresent()));
            ofOne.addAll(given("--html", html.isPresent()));
            ofOne.addAll(given("--live", live));
            ofOne.addAll(given("--without", !without.isEmpty()));
            ofOne.addAll(given("--stop-after", stopAfter.isPresent()));
            apart("--minutes", "runs many seeds, and that is for one", ofOne);
        } else {
            needs("--minutes", given("--jobs", jobs.isPresent()));
            needs("--minutes", given("--keep", keep.isPresent()));
        }
        if (live) {
            apart("--json", "tells nothing before the end", given("--live", json));
            apart("--mix", "tells no rounds", given("--live", mix));
        }
    }

    /** Of the options that a mix draws, those that were given. */
    private List<String> drawn() {
        List<String> drawn = new ArrayList<>();
        drawn.addAll(given("--nodes", nodes.isPresent()));
        drawn.addAll(given("--faulty", faulty.isPresent()));
        drawn.addAll(given("--byzantine", !byzantine.isEmpty()));
        drawn.addAll(given("--powers", !powers.isEmpty()));
        drawn.addAll(given("--delay", delay.isPresent()));
        drawn.addAll(given("--loss", loss.isPresent()));
        drawn.addAll(given("--duplication", duplication.isPresent()));
        drawn.addAll(given("--partition", partition.isPresent()));
        drawn.addAll(given("--crashes", crashes.isPresent()));
        return drawn;
    }

    private static List<String> given(String option, boolean is) {
        return is ? List.of(option) : List.of();
    }

    private static void needs(String other, List<String> options) {
        if (!options.isEmpty()) {
            throw OperatorException.usage("simulate: " + options.get(0) + " needs " + other);
        }
    }

    private static void apart(String other, String why, List<String> options) {
        if (!options.isEmpty()) {
            throw OperatorException.usage("simulate: " + options.get(0) + " contradicts " + other + ", which " + why
                    + ": leave one of them out");
        }
    }

    private long checkedRounds() {
        long count = rounds();
        if (count < 1 || count > MOST_MIX_ROUNDS) {
            throw OperatorException.usage(
                    "simulate: --rounds " + count + ": give a number from 1 to " + MOST_MIX_ROUNDS);
        }
        stopAfter.filter(last -> last < 1 || last > count).ifPresent(last -> {
            throw OperatorException.usage(
                    "simulate: --stop-after " + last + ": give a number from 1 to --rounds, " + count);
        });
        return count;
    }

    private long rounds() {
        return rounds.orElse(mix ? MIX_ROUNDS : ROUNDS);
    }

    /** The scenario that the options stand for. */
    Scenario scenario() {
        try {
            if (mix) {
                Scenario whole = RandomMix.of(seed, checkedRounds());
                TreeSet<Integer> parts = new TreeSet<>(without);
                if (!parts.isEmpty() && (parts.first() < 0 || parts.last() >= whole.parts())) {
                    throw new ScenarioException("--without: the parts of this mix are 0 to " + (whole.parts() - 1));
                }
                return whole.without(parts).withViews(stopAfter.orElse(whole.views()));
            }
            return new SimulateOptions(
                            nodes.orElse(NODES),
                            faulty.orElse(0),
                            seed,
                            rounds(),
                            powers,
                            byzantine,
                            Delays.parse(delay.orElse(DELAY)),
                            loss.orElse(0.0),
                            duplication.orElse(0.0),
                            partition,
                            crashes.orElse(0))
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
            stopAfter.ifPresent(count -> words.addAll(List.of("--stop-after", Long.toString(count))));
            without.forEach(part -> words.addAll(List.of("--without", Integer.toString(part))));
            return words;
        }
        words.addAll(List.of("--nodes", Integer.toString(nodes.orElse(NODES))));
        words.addAll(List.of("--faulty", Integer.toString(faulty.orElse(0))));
        byzantine.forEach(kind -> words.addAll(List.of("--byzantine", kind)));
        powers.forEach(power -> words.addAll(List.of("--powers", Long.toString(power))));
        words.addAll(List.of("--delay", delay.orElse(DELAY).replace(" ", "")));
        words.addAll(List.of("--loss", Double.toString(loss.orElse(0.0))));
        words.addAll(List.of("--duplication", Double.toString(duplication.orElse(0.0))));
        words.addAll(List.of("--crashes", Integer.toString(crashes.orElse(0))));
        partition.ifPresent(span -> words.addAll(List.of("--partition", span)));
        return words;
    }
}
