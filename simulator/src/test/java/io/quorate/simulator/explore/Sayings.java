package io.quorate.simulator.explore;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a replica can say next, whatever happens to it before that makes it say nothing. */
final class Sayings {
    private final Lives lives;
    private final Map<World, Reached> reached = new HashMap<>();
    private final Map<World, int[]> next = new HashMap<>();

    Sayings(Lives lives) {
        this.lives = lives;
    }

    /** A life, and all of the two others that matters to it. */
    private record World(int id, Life.Shown first, Life.Shown second) {}

    /** What a life becomes without a word, itself among it, and with the next one. Both in order. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Reached(int[] silent, int[] sayings) {
        boolean becomes(int id) {
            return Arrays.binarySearch(silent, id) >= 0;
        }
    }

    /**
     * The lives to which a life comes with the next thing that it says, in a world where the two other honest ones said
     * what is given. Of two that said the same, where one becomes the other without a word, the one is enough.
     */
    int[] next(int id, Life.Shown first, Life.Shown second) {
        World world = new World(id, first, second);
        int[] known = next.get(world);
        if (known == null) {
            known = least(world);
            next.put(world, known);
        }
        return known;
    }

    private int[] least(World world) {
        int[] all = reached(world).sayings();
        return Arrays.stream(all)
                .filter(one -> Arrays.stream(all).noneMatch(other -> covers(world, other, one)))
                .toArray();
    }

    private boolean covers(World world, int other, int one) {
        return other != one
                && lives.life(one).saysNoMoreThan(lives.life(other))
                && becomes(world, other, one)
                && (other < one || !becomes(world, one, other));
    }

    private boolean becomes(World world, int from, int to) {
        return reached(new World(from, world.first(), world.second())).becomes(to);
    }

    private Reached reached(World world) {
        Reached known = reached.get(world);
        if (known == null) {
            known = reach(world);
            reached.put(world, known);
        }
        return known;
    }

    private Reached reach(World world) {
        Life.Shown first = world.first();
        Life.Shown second = world.second();
        boolean calm = !first.died() && !second.died();
        long proposals = first.proposals() | second.proposals();
        BitSet silent = new BitSet();
        BitSet saying = new BitSet();
        Deque<Integer> open = new ArrayDeque<>();
        open.add(world.id());
        silent.set(world.id());
        while (!open.isEmpty()) {
            int id = open.removeFirst();
            Life life = lives.life(id);
            List<Edge> edges = lives.edges(id);
            for (int i = 0; i < edges.size(); i++) {
                Edge edge = edges.get(i);
                if (edge.isOpen(calm, first.votes(), second.votes(), proposals)) {
                    int next = lives.follow(id, edge);
                    if (next >= 0 && !lives.life(next).saysNoMoreThan(life)) {
                        saying.set(next);
                    } else if (next >= 0 && !silent.get(next)) {
                        silent.set(next);
                        open.add(next);
                    }
                }
            }
        }
        return new Reached(silent.stream().toArray(), saying.stream().toArray());
    }
}
