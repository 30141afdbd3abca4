package io.quorate.simulator.fleet;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Scenario;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes a scenario that fails smaller, as long as it fails the same way: without this fault, without that liar, sooner. */
public final class Shrinker {
    private final Function<Scenario, Outcome> run;
    private final Scenario whole;
    private final Invariant invariant;
    private TreeSet<Integer> without = new TreeSet<>();
    private long views;
    private int triesLeft;

    /** A smaller scenario: what to leave out of the whole, and how many views to run. */
    public record Smaller(Scenario scenario, SortedSet<Integer> without, Outcome outcome) {}

    private Shrinker(Scenario whole, Invariant invariant, int tries, Function<Scenario, Outcome> run) {
        this.whole = whole;
        this.invariant = invariant;
        this.views = whole.views();
        this.triesLeft = tries;
        this.run = run;
    }

    /**
     * Shrinks a failure with at most so many runs.
     *
     * @throws IllegalArgumentException if the outcome is no failure
     */
    public static Smaller shrink(Outcome failure, int tries) {
        return shrink(failure, tries, Simulation::run);
    }

    /** Shrinks a failure with a way of its own to run a scenario. */
    public static Smaller shrink(Outcome failure, int tries, Function<Scenario, Outcome> run) {
        Invariant invariant = failure.violation()
                .orElseThrow(() -> new IllegalArgumentException("there is nothing to shrink in a run that held"))
                .invariant();
        Shrinker shrinker = new Shrinker(failure.scenario(), invariant, tries, run);
        return shrinker.search(failure);
    }

    private Smaller search(Outcome failure) {
        Outcome last = failure;
        boolean smaller = true;
        while (smaller && triesLeft > 0) {
            smaller = false;
            for (int part = 0; part < whole.parts(); part++) {
                if (!without.contains(part) && triesLeft > 0) {
                    TreeSet<Integer> more = new TreeSet<>(without);
                    more.add(part);
                    Optional<Outcome> outcome = attempt(more, views);
                    if (outcome.isPresent()) {
                        without = more;
                        last = outcome.get();
                        smaller = true;
                    }
                }
            }
            while (views > 1 && triesLeft > 0) {
                Optional<Outcome> outcome = attempt(without, views / 2);
                if (outcome.isEmpty()) {
                    break;
                }
                views /= 2;
                last = outcome.get();
                smaller = true;
            }
        }
        return new Smaller(last.scenario(), without, last);
    }

    /** A smaller run, if it fails the same way. */
    private Optional<Outcome> attempt(SortedSet<Integer> parts, long count) {
        triesLeft--;
        try {
            return Optional.of(run.apply(whole.without(parts).withViews(count))).filter(this::fails);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError otherwise) {
            // It ends in an error of the simulator, or needs more than there is: not what is looked for.
            return Optional.empty();
        }
    }

    private boolean fails(Outcome outcome) {
        return outcome.violation()
                .filter(violation -> violation.invariant() == invariant)
                .isPresent();
    }
}
