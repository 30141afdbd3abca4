package io.quorate.simulator.fleet;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Faulty;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Many seeds, each a run of its own; as many at a time as there are jobs. Adds up what they gave. */
public final class Fleet {
    private final long views;
    private final Consumer<Outcome> listener;
    private final TreeMap<String, Long> mix = new TreeMap<>();
    private final List<Outcome> failures = new ArrayList<>();
    private long runs;
    private long viewsRun;
    private long messages;
    private long crashes;

    /** A fleet of runs with so many views each before the network heals; each outcome is told, one at a time. */
    public Fleet(long views, Consumer<Outcome> listener) {
        this.views = views;
        this.listener = listener;
    }

    /** Runs seeds from the first on, while it may go on. */
    public void run(long firstSeed, int jobs, BooleanSupplier goOn) throws InterruptedException {
        AtomicLong next = new AtomicLong(firstSeed);
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                workers.add(pool.submit(() -> {
                    while (goOn.getAsBoolean()) {
                        add(Simulation.run(RandomMix.of(next.getAndIncrement(), views)));
                    }
                }));
            }
            for (Future<?> worker : workers) {
                join(worker);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void join(Future<?> worker) throws InterruptedException {
        try {
            worker.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a run ended with an error of the simulator", e.getCause());
        }
    }

    private synchronized void add(Outcome outcome) {
        runs++;
        viewsRun += outcome.views();
        messages += outcome.messages();
        crashes += outcome.crashes();
        for (Faulty faulty : outcome.scenario().faulty()) {
            for (CharacterKind kind : faulty.characters()) {
                mix.merge(kind.label(), 1L, Long::sum);
            }
        }
        for (Fault fault : outcome.scenario().faults()) {
            mix.merge(fault.getClass().getSimpleName(), 1L, Long::sum);
        }
        if (!outcome.isGood()) {
            failures.add(outcome);
        }
        listener.accept(outcome);
    }

    /** How many runs ended. */
    public synchronized long runs() {
        return runs;
    }

    /** How many views they had in all. */
    public synchronized long views() {
        return viewsRun;
    }

    /** How many messages were delivered. */
    public synchronized long messages() {
        return messages;
    }

    /** How often a machine stopped. */
    public synchronized long crashes() {
        return crashes;
    }

    /** How often each character and each kind of fault took part. */
    public synchronized SortedMap<String, Long> mix() {
        return new TreeMap<>(mix);
    }

    /** The runs in which an invariant did not hold. */
    public synchronized List<Outcome> failures() {
        return List.copyOf(failures);
    }
}
