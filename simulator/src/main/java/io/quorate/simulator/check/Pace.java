package io.quorate.simulator.check;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Watches a network that has healed and whose nodes have come together: what lets one enter a view reaches the others in
 * time. See consensus.md, Relay: what a status would make up for, half a second later, is late here. Times are in
 * microseconds.
 */
public final class Pace {
    private static final int ROUNDS = 64;

    private final long boundMicros;
    private final long finalMicros;
    private final TreeMap<Height, Long> firstFinal = new TreeMap<>();
    private final List<Height> heights = new ArrayList<>();
    private final TreeMap<Round, Long> first = new TreeMap<>();
    private final List<Round> reached = new ArrayList<>();
    /** When each node entered the epoch that it is in: what a node needs to get there takes its own time. */
    private final List<Map.Entry<Epoch, Long>> arrived = new ArrayList<>();

    /**
     * All nodes together.
     *
     * @param boundMicros how long after the first the last enters a view
     * @param finalMicros how long after the first the last makes a block final, though it may have to ask all for it
     */
    public Pace(long boundMicros, long finalMicros) {
        this.boundMicros = boundMicros;
        this.finalMicros = finalMicros;
    }

    /** Watches one more node, which stands in a round and at a height at a moment. */
    public void watch(Round round, Height height, long now) {
        reached.add(round);
        heights.add(height);
        arrived.add(Map.entry(round.epoch(), now));
    }

    /** A node made a block final. */
    public void finalized(int node, Height height, long now) {
        check(node, height, now);
        heights.set(node, height);
        firstFinal.putIfAbsent(height, now);
        if (firstFinal.size() > ROUNDS) {
            firstFinal.pollFirstEntry();
        }
    }

    private void check(int node, Height upTo, long now) {
        if (!upTo.isAfter(heights.get(node))) {
            return;
        }
        for (Map.Entry<Height, Long> entry :
                firstFinal.subMap(heights.get(node), false, upTo, true).entrySet()) {
            if (now - entry.getValue() > finalMicros) {
                throw new Violation(
                        Invariant.SPREAD,
                        "a node is at height " + heights.get(node) + ", " + (now - entry.getValue()) / 1_000
                                + " ms after another was at " + entry.getKey());
            }
        }
    }

    /** A node, counted among those watched, entered a round. */
    public void entered(int node, Round round, long now) {
        if (!arrived.get(node).getKey().equals(round.epoch())) {
            arrived.set(node, Map.entry(round.epoch(), now));
        }
        check(node, round, now);
        reached.set(node, round);
        first.putIfAbsent(round, now);
        if (first.size() > ROUNDS) {
            first.pollFirstEntry();
        }
    }

    /** Looks who is late by now. */
    public void check(long now) {
        for (int node = 0; node < reached.size(); node++) {
            if (!first.isEmpty()) {
                check(node, first.lastKey(), now);
            }
            if (!firstFinal.isEmpty()) {
                check(node, firstFinal.lastKey(), now);
            }
        }
    }

    private void check(int node, Round upTo, long now) {
        if (!upTo.isAfter(reached.get(node))) {
            return;
        }
        for (Map.Entry<Round, Long> entry :
                first.subMap(reached.get(node), false, upTo, true).entrySet()) {
            Round round = entry.getKey();
            if (!round.epoch().equals(arrived.get(node).getKey())) {
                continue;
            }
            long since = Math.max(entry.getValue(), arrived.get(node).getValue());
            if (now - since > boundMicros) {
                throw new Violation(
                        Invariant.SPREAD,
                        "a node is in round " + reached.get(node) + ", " + (now - since) / 1_000
                                + " ms after another entered round " + round);
            }
        }
    }
}
