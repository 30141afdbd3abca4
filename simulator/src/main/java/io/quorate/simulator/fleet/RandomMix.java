package io.quorate.simulator.fleet;

import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** The scenario that a seed stands for: set, network, faults and lies drawn at random, never more than is tolerated. */
public final class RandomMix {
    /** Seeds from here on stand for small and dense scenarios. */
    public static final long SMALL = 1_000_000_000_000L;

    private static final int SMALLEST = 4;
    private static final int LARGEST = 10;
    /** How long a view takes at the least, for when faults happen. */
    private static final long VIEW_MILLIS = 30;

    private RandomMix() {}

    /** The scenario of a seed, with so many views before the network heals. */
    public static Scenario of(long seed, long views) {
        if (seed >= SMALL) {
            return SmallMix.of(seed, views);
        }
        Chance chance = Chance.of(seed, "scenario");
        List<Long> powers = powers(chance);
        SortedSet<Integer> bad = bad(chance, powers);
        List<Faulty> faulty = new ArrayList<>();
        TreeSet<Integer> rotten = new TreeSet<>();
        for (int node : bad) {
            if (chance.happens(0.1)) {
                rotten.add(node);
            } else {
                faulty.add(new Faulty(node, characters(chance)));
            }
        }
        Conditions conditions = new Conditions(
                delays(chance),
                chance.happens(0.4) ? chance.fraction() * 0.2 : 0,
                chance.happens(0.3) ? chance.fraction() * 0.2 : 0,
                chance.happens(0.3) ? chance.fraction() * 0.1 : 0);
        List<Fault> faults = new ArrayList<>();
        long horizon = views * VIEW_MILLIS;
        rotten.forEach(node -> faults.add(new Fault.BitRot(chance.below(horizon), node)));
        int count = chance.happens(0.15) ? 0 : chance.between(1, 12);
        for (int i = 0; i < count; i++) {
            faults.add(fault(chance, powers.size(), horizon));
        }
        Chain chain = new Chain(
                250, chance.happens(0.5) ? 1_000 : chance.between(50L, 1_000L), chance.between(1_500L, 20_000L));
        Load load = new Load(false, chance.happens(0.1) ? 0 : chance.between(2, 60));
        Scenario drawn = new Scenario(seed, powers, faulty, conditions, faults, chain, load, views);
        return seed < Additions.FIRST_SEED ? drawn : Additions.to(drawn, horizon);
    }

    private static List<Long> powers(Chance chance) {
        int nodes = chance.happens(0.1) ? chance.between(1, 3) : chance.between(SMALLEST, LARGEST);
        boolean equal = chance.happens(0.6);
        List<Long> powers = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            powers.add(equal ? 1L : chance.between(1L, 5L));
        }
        return powers;
    }

    /** Nodes that lie or break down for good: as many as are tolerated, or fewer. */
    private static SortedSet<Integer> bad(Chance chance, List<Long> powers) {
        long total = powers.stream().mapToLong(Long::longValue).sum();
        TreeSet<Integer> bad = new TreeSet<>();
        long power = 0;
        for (int tries = chance.happens(0.1) ? 0 : powers.size(); tries > 0; tries--) {
            int node = chance.below(powers.size());
            if (!bad.contains(node) && 3 * (power + powers.get(node)) < total) {
                bad.add(node);
                power += powers.get(node);
            }
        }
        return bad;
    }

    private static List<CharacterKind> characters(Chance chance) {
        List<CharacterKind> characters = new ArrayList<>();
        characters.add(chance.pick(Additions.EARLIER));
        while (chance.happens(0.25)) {
            CharacterKind more = chance.pick(Additions.EARLIER);
            if (!characters.contains(more)) {
                characters.add(more);
            }
        }
        return characters;
    }

    private static Delays delays(Chance chance) {
        return switch (chance.below(4)) {
            case 0 -> Delays.WAN;
            case 1 -> new Delays(Delays.Kind.UNIFORM, 1_000, chance.between(5_000L, 150_000L));
            default -> Delays.LAN;
        };
    }

    private static Fault fault(Chance chance, int nodes, long horizon) {
        long from = chance.below(horizon);
        long until = from + chance.between(100L, 15_000L);
        int node = chance.below(nodes);
        int other = chance.below(nodes);
        return switch (chance.below(12)) {
            case 0, 1 -> new Fault.Partition(from, until, sides(chance, nodes), chance.happens(0.5));
            case 2 -> new Fault.OneWay(from, until, node, other);
            case 3 -> new Fault.Flapping(from, until, node, other, chance.between(20L, 1_000L));
            case 4 -> new Fault.SlowPeer(from, until, node, chance.between(50L, 2_000L));
            case 5 -> new Fault.Narrow(from, until, node, chance.between(2_000L, 200_000L));
            case 6, 7 ->
                new Fault.Crash(from, node, chance.below(40), chance.happens(0.5), chance.between(10L, 8_000L));
            case 8 -> new Fault.PowerCut(from, chance.between(10L, 3_000L));
            case 9 ->
                chance.happens(0.5)
                        ? new Fault.ClockJump(from, node, chance.between(-10_000L, 10_000L))
                        : new Fault.ClockDrift(from, node, chance.between(-50_000, 50_000));
            case 10 ->
                chance.happens(0.5)
                        ? new Fault.SlowDisk(from, until, node, chance.between(5L, 800L))
                        : new Fault.DiskFull(from, node, chance.between(100L, 5_000L));
            default -> new Fault.Burst(from, node, chance.between(10, 300));
        };
    }

    private static List<Integer> sides(Chance chance, int nodes) {
        int count = chance.between(2, 3);
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            sides.add(chance.below(count));
        }
        return sides;
    }
}
