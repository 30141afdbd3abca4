package io.quorate.simulator.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A run as data: equal scenarios give equal runs.
 *
 * @param seed what all chance comes from
 * @param powers of the validators, in set order
 * @param faulty the Byzantine among them
 * @param conditions of the network until it heals
 * @param faults what goes wrong, and when
 * @param views how many views are run before the network heals
 */
public record Scenario(
        long seed,
        List<Long> powers,
        List<Faulty> faulty,
        Conditions conditions,
        List<Fault> faults,
        Chain chain,
        Load load,
        long views) {
    /** The most nodes of a run. */
    public static final int MOST_NODES = 1_000;

    /** Copies the lists. */
    public Scenario {
        powers = List.copyOf(powers);
        faulty = List.copyOf(faulty);
        faults = List.copyOf(faults);
    }

    /** How many validators there are. */
    public int nodes() {
        return powers.size();
    }

    /** The sum of all powers. */
    public long totalPower() {
        return powers.stream().mapToLong(Long::longValue).sum();
    }

    /** The power that lies. */
    public long byzantinePower() {
        return faulty.stream().mapToLong(one -> powers.get(one.node())).sum();
    }

    /** Whether the set tolerates its Byzantine power: 3F < W. */
    public boolean isTolerable() {
        // consensus.md, Powers and quorums
        return 3 * byzantinePower() < totalPower();
    }

    /** Whether a node is none of the Byzantine. */
    public boolean isHonest(int node) {
        return character(node).isEmpty();
    }

    /** What a node lies about, if it does. */
    public Optional<Faulty> character(int node) {
        return faulty.stream().filter(one -> one.node() == node).findFirst();
    }

    /** How many parts can be left out: see {@link #without}. */
    public int parts() {
        return faulty.size() + faults.size() + 3;
    }

    /**
     * This without some of its parts, for a smaller run that still fails: first the Byzantine (who become honest), then the
     * faults, then loss, duplication and straggling.
     */
    public Scenario without(SortedSet<Integer> parts) {
        List<Faulty> stillFaulty = new ArrayList<>();
        for (int i = 0; i < faulty.size(); i++) {
            if (!parts.contains(i)) {
                stillFaulty.add(faulty.get(i));
            }
        }
        List<Fault> stillWrong = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            if (!parts.contains(faulty.size() + i)) {
                stillWrong.add(faults.get(i));
            }
        }
        int last = faulty.size() + faults.size();
        Conditions milder = new Conditions(
                conditions.delays(),
                parts.contains(last) ? 0 : conditions.loss(),
                parts.contains(last + 1) ? 0 : conditions.duplication(),
                parts.contains(last + 2) ? 0 : conditions.straggling());
        return new Scenario(seed, powers, stillFaulty, milder, stillWrong, chain, load, views);
    }

    /** This with so many views before it heals. */
    public Scenario withViews(long count) {
        return new Scenario(seed, powers, faulty, conditions, faults, chain, load, count);
    }
}
