package io.quorate.simulator.explore;

import io.quorate.simulator.check.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that can become of one honest replica. A replica cannot be copied: what an input makes of it is found by playing its
 * way again, once, and kept.
 *
 * <p>Two ways are one life if all that can still matter of them is the same ({@link Likeness}). Whether that is so is
 * tried out: of every few lives a second way is kept, and every input must make the same of both.
 */
final class Lives {
    private final Said said;
    private final Offers offers;
    private final int number;
    private final int audited;
    private final List<Life> lives = new ArrayList<>();
    private final Map<String, Integer> known = new HashMap<>();
    private final List<List<Edge>> possible = new ArrayList<>();
    private final List<Integer> offered = new ArrayList<>();
    private final Map<Integer, List<Input>> otherWays = new HashMap<>();
    private long plays;
    private long audits;

    /** Lives of one of the honest; of one in {@code audited} a second way is tried out too. */
    Lives(Said said, int number, int audited) {
        this.said = said;
        this.number = number;
        this.audited = audited;
        this.offers = new Offers(said, number);
        enter(play(List.of()).orElseThrow());
    }

    int number() {
        return number;
    }

    Life life(int id) {
        return lives.get(id);
    }

    int count() {
        return lives.size();
    }

    long plays() {
        return plays;
    }

    long audits() {
        return audits;
    }

    private int enter(Life life) {
        Integer before = known.get(life.text());
        if (before != null) {
            if (before % audited == 0) {
                otherWays.putIfAbsent(before, life.way());
            }
            return before;
        }
        known.put(life.text(), lives.size());
        lives.add(life);
        possible.add(new ArrayList<>());
        offered.add(0);
        return lives.size() - 1;
    }

    /** What can happen to a life; more may be added to the end while the list is gone through. */
    List<Edge> edges(int id) {
        List<Edge> edges = possible.get(id);
        Life life = lives.get(id);
        if (edges.isEmpty()) {
            offers.alone(edges, life);
        }
        for (int subject = offered.get(id); subject < said.size(); subject++) {
            offers.offer(edges, life, subject);
        }
        offered.set(id, said.size());
        return edges;
    }

    /** Follows an edge; the life that it leads to, or {@link Edge#IMPOSSIBLE}. */
    int follow(int id, Edge edge) {
        if (edge.next == Edge.UNKNOWN) {
            edge.next = after(id, edge.input);
            if (edge.next >= 0 && edge.input instanceof Input.DieWithin within) {
                possible.get(id).add(edge.dying(new Input.DieWithin(within.first(), within.call() + 1, within.kept())));
            }
        }
        return edge.next;
    }

    private int after(int id, Input input) {
        Optional<Life> life = play(with(lives.get(id).way(), input));
        List<Input> other = otherWays.get(id);
        if (other != null) {
            audits++;
            Optional<Life> twin = play(with(other, input));
            if (!twin.map(Life::text).equals(life.map(Life::text))) {
                throw new IllegalStateException("two ways that look the same are not, after " + input.told(said) + ":\n"
                        + life.map(Life::text) + "\n" + told(lives.get(id).way()) + "\n" + twin.map(Life::text) + "\n"
                        + told(other) + "\n both were " + lives.get(id).text());
            }
        }
        return life.map(this::enter).orElse(Edge.IMPOSSIBLE);
    }

    private static List<Input> with(List<Input> way, Input input) {
        List<Input> longer = new ArrayList<>(way);
        longer.add(input);
        return longer;
    }

    private Optional<Life> play(List<Input> way) {
        plays++;
        try {
            return new Play(said, number, way).life();
        } catch (Violation | IllegalStateException e) {
            throw new AssertionError("replica " + number + " after " + told(way) + ": " + e.getMessage(), e);
        }
    }

    /** A way in words. */
    String told(List<Input> way) {
        return way.stream().map(input -> input.told(said)).toList().toString();
    }
}
