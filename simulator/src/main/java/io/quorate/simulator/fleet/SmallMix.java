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
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Small and dense: four to six nodes, often of unequal power, short epochs, and much that goes wrong in few views. Of those
 * that may lie, the least powerful do, so that they are as many as can be.
 */
final class SmallMix {
    private static final long DELTA_MILLIS = 100;
    /** About what a view takes, for when faults happen. */
    private static final long VIEW_MILLIS = 80;

    /** Those that only one rule each stands against, more often. */
    private static final List<CharacterKind> SUBTLE =
            List.of(CharacterKind.STALE_PARENT, CharacterKind.WITHHOLD, CharacterKind.EQUIVOCATE_TO_ONE);

    private SmallMix() {}

    static Scenario of(long seed, long views) {
        Chance chance = Chance.of(seed, "small scenario");
        int nodes = chance.happens(0.1) ? 6 : chance.between(4, 5);
        boolean equal = chance.happens(0.5);
        List<Long> powers = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            powers.add(equal ? 1L : chance.between(1L, 4L));
        }
        List<Faulty> faulty = new ArrayList<>();
        boolean coalition = chance.happens(0.5);
        List<CharacterKind> common = characters(chance);
        for (int node : liars(chance, powers)) {
            faulty.add(new Faulty(node, coalition ? common : characters(chance)));
        }
        long horizon = views * VIEW_MILLIS;
        List<Fault> faults = new ArrayList<>();
        int count = chance.happens(0.2) ? 0 : chance.between(1, 6);
        for (int i = 0; i < count; i++) {
            faults.add(fault(chance, nodes, horizon));
        }
        Conditions conditions = new Conditions(
                delays(chance),
                chance.happens(0.3) ? chance.fraction() * 0.15 : 0,
                chance.happens(0.2) ? chance.fraction() * 0.2 : 0,
                chance.happens(0.2) ? chance.fraction() * 0.1 : 0);
        Chain chain = new Chain(DELTA_MILLIS, chance.between(40L, 200L), chance.between(300L, 3_000L));
        Scenario drawn = new Scenario(
                seed, powers, faulty, conditions, faults, chain, new Load(false, chance.between(5, 40)), views);
        return seed - RandomMix.SMALL < Additions.FIRST_SEED ? drawn : Additions.to(drawn, horizon);
    }

    private static SortedSet<Integer> liars(Chance chance, List<Long> powers) {
        record Candidate(int node, long power, long lot) {}
        List<Candidate> candidates = new ArrayList<>();
        long total = 0;
        for (int node = 0; node < powers.size(); node++) {
            candidates.add(new Candidate(node, powers.get(node), chance.nextLong()));
            total += powers.get(node);
        }
        candidates.sort(Comparator.comparingLong(Candidate::power).thenComparingLong(Candidate::lot));
        TreeSet<Integer> liars = new TreeSet<>();
        long power = 0;
        boolean any = chance.happens(0.85);
        for (Candidate candidate : candidates) {
            if (any && 3 * (power + candidate.power()) < total) {
                liars.add(candidate.node());
                power += candidate.power();
            }
        }
        return liars;
    }

    private static List<CharacterKind> characters(Chance chance) {
        List<CharacterKind> kinds = Additions.EARLIER;
        List<CharacterKind> characters = new ArrayList<>();
        CharacterKind first = chance.pick(kinds);
        CharacterKind second = chance.pick(kinds);
        characters.add(chance.happens(0.3) ? chance.pick(SUBTLE) : first);
        if (chance.happens(0.4) && !characters.contains(second)) {
            characters.add(second);
        }
        return characters;
    }

    private static Delays delays(Chance chance) {
        return switch (chance.below(10)) {
            case 0 -> // consensus.md, Timers: longer than 3 Delta, so that only timers that grow help
                new Delays(Delays.Kind.UNIFORM, 3_200 * DELTA_MILLIS, 4_000 * DELTA_MILLIS);
            case 1, 2 -> new Delays(Delays.Kind.UNIFORM, 1_000, 80_000);
            case 3, 4, 5 -> new Delays(Delays.Kind.UNIFORM, 1_000, 20_000);
            default -> Delays.LAN;
        };
    }

    private static Fault fault(Chance chance, int nodes, long horizon) {
        long from = chance.below(horizon);
        // Now and then so long that a standstill is noticed, and what is said in it.
        long until = from + (chance.happens(0.2) ? 30_000 : chance.between(50L, 2_000L));
        int node = chance.below(nodes);
        int other = chance.below(nodes);
        return switch (chance.below(12)) {
            case 0, 1, 2, 3 -> new Fault.Partition(from, until, sides(chance, nodes), chance.happens(0.3));
            case 4, 5, 6, 7 ->
                new Fault.Crash(from, node, chance.below(30), chance.happens(0.6), chance.between(5L, 1_500L));
            case 8 -> new Fault.PowerCut(from, chance.between(10L, 500L));
            case 9 -> new Fault.OneWay(from, until, node, other);
            case 10 -> new Fault.Flapping(from, until, node, other, chance.between(20L, 300L));
            default -> new Fault.SlowDisk(from, until, node, chance.between(5L, 200L));
        };
    }

    private static List<Integer> sides(Chance chance, int nodes) {
        List<Integer> sides = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            sides.add(chance.below(2));
        }
        return sides;
    }
}
