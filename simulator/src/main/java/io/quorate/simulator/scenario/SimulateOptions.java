package io.quorate.simulator.scenario;

import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What people ask for, before it is a scenario. Empty parts have their defaults.
 *
 * @param powers of the nodes; empty: one each
 * @param byzantine what the faulty do, in turn; several joined by a plus act together
 * @param partition {@code FROM..UNTIL} in seconds or milliseconds, then perhaps {@code :0,1/2,3}
 */
public record SimulateOptions(
        int nodes,
        int faulty,
        long seed,
        long rounds,
        List<Long> powers,
        List<String> byzantine,
        Delays delays,
        double loss,
        double duplication,
        Optional<String> partition,
        int crashes) {
    private static final Pattern SPAN =
            Pattern.compile("(\\d{1,7})(ms|s)?\\.\\.(\\d{1,7})(ms|s)(?::([0-9,]+(?:/[0-9,]+)+))?");
    private static final long MOST_ROUNDS = 1_000_000;

    /** Copies the lists. */
    public SimulateOptions {
        powers = List.copyOf(powers);
        byzantine = List.copyOf(byzantine);
    }

    /**
     * The scenario.
     *
     * @throws ScenarioException with one line, if it makes no sense
     */
    public Scenario scenario() {
        check();
        Chance chance = Chance.of(seed, "options");
        List<Long> stakes = new ArrayList<>(powers);
        while (stakes.size() < nodes) {
            stakes.add(1L);
        }
        List<Fault> faults = new ArrayList<>();
        partition.ifPresent(text -> faults.add(partition(text, chance)));
        for (int i = 0; i < crashes; i++) {
            faults.add(new Fault.Crash(
                    chance.below(Math.max(1, rounds) * 100),
                    chance.below(nodes),
                    chance.below(40),
                    chance.happens(0.5),
                    chance.between(100L, 2_000L)));
        }
        return new Scenario(
                seed,
                stakes,
                liars(Chance.of(seed, "liars")),
                new Conditions(delays, loss, duplication, 0),
                faults,
                Chain.DEVELOPMENT,
                Load.LESSON,
                rounds + 1);
    }

    private void check() {
        if (nodes < 1 || nodes > Scenario.MOST_NODES) {
            throw new ScenarioException("--nodes " + nodes + ": give a number from 1 to " + Scenario.MOST_NODES);
        }
        if (faulty < 0) {
            throw new ScenarioException("--faulty " + faulty + ": give a number from 0 to --nodes");
        }
        if (faulty > nodes) {
            throw new ScenarioException("--faulty " + faulty + " is more than --nodes " + nodes);
        }
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            throw new ScenarioException("--rounds " + rounds + ": give a number from 1 to " + MOST_ROUNDS);
        }
        if (!powers.isEmpty() && powers.size() != nodes) {
            throw new ScenarioException("--powers names " + powers.size() + " powers for " + nodes + " nodes");
        }
        if (powers.stream().anyMatch(power -> power < 1 || power > 1L << 40)) {
            throw new ScenarioException("--powers: each is from 1 to 2^40");
        }
        if (crashes < 0 || crashes > 10_000) {
            throw new ScenarioException("--crashes " + crashes + ": give a number from 0 to 10000");
        }
        if (faulty == 0 && !byzantine.isEmpty()) {
            throw new ScenarioException("--byzantine needs --faulty N: how many nodes are to do it");
        }
        if (byzantine.size() > faulty) {
            throw new ScenarioException("--byzantine names " + byzantine.size() + " kinds for --faulty " + faulty
                    + ": give more nodes, or join kinds with +");
        }
    }

    private List<Faulty> liars(Chance chance) {
        List<List<CharacterKind>> characters = new ArrayList<>();
        for (String names : byzantine) {
            List<CharacterKind> together = new ArrayList<>();
            for (String name : names.split("\\+", -1)) {
                together.add(CharacterKind.ofLabel(name.strip())
                        .orElseThrow(() -> new ScenarioException("--byzantine " + name.strip()
                                + ": unknown; give some of " + String.join(", ", CharacterKind.labels()))));
            }
            characters.add(together);
        }
        if (characters.isEmpty()) {
            characters.add(List.of(CharacterKind.EQUIVOCATE));
        }
        TreeSet<Integer> chosen = new TreeSet<>();
        while (chosen.size() < faulty) {
            chosen.add(chance.below(nodes));
        }
        List<Faulty> liars = new ArrayList<>();
        for (int node : chosen) {
            liars.add(new Faulty(node, characters.get(liars.size() % characters.size())));
        }
        return liars;
    }

    private Fault partition(String text, Chance chance) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new ScenarioException("--partition " + text
                    + ": give FROM..UNTIL, such as 500ms..5s, and perhaps the sides: 500ms..5s:0,1/2,3");
        }
        String unit = matcher.group(2) == null ? matcher.group(4) : matcher.group(2);
        long from = millis(matcher.group(1), unit);
        long until = millis(matcher.group(3), matcher.group(4));
        if (until <= from) {
            throw new ScenarioException("--partition " + text + ": it ends before it begins");
        }
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            sides.add(matcher.group(5) == null ? chance.below(2) : 0);
        }
        if (matcher.group(5) != null) {
            TreeSet<Integer> placed = new TreeSet<>();
            String[] groups = matcher.group(5).split("/", -1);
            for (int side = 0; side < groups.length; side++) {
                for (String node : groups[side].split(",", -1)) {
                    if (node.isEmpty() || node.length() > 4 || Integer.parseInt(node) >= nodes) {
                        throw new ScenarioException("--partition " + text + ": there is no node \"" + node + "\"");
                    }
                    if (!placed.add(Integer.parseInt(node))) {
                        throw new ScenarioException(
                                "--partition " + text + ": it names node " + node + " twice; give it one side");
                    }
                    sides.set(Integer.parseInt(node), side);
                }
            }
            for (int node = 0; node < nodes; node++) {
                if (!placed.contains(node)) {
                    throw new ScenarioException(
                            "--partition " + text + ": it leaves out node " + node + "; give it a side");
                }
            }
        }
        return new Fault.Partition(from, until, sides, false);
    }

    private static long millis(String number, String unit) {
        return Long.parseLong(number) * (unit.equals("s") ? 1_000 : 1);
    }
}
