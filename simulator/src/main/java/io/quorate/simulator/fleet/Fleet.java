package io.quorate.simulator.fleet;

import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Many seeds, each a run of its own; as many at a time as there are jobs. Adds up what they gave. */
public final class Fleet {
    /** So many failures are kept; all are counted and told. */
    private static final int MOST_KEPT = 100;

    private final long views;
    private final Listener listener;
    private final Function<Scenario, Outcome> run;
    private final TreeMap<String, Long> mix = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private long failed;
    private long runs;
    private long viewsRun;
    private long messages;
    private long crashes;
    private volatile boolean exhausted;

    /** Hears of each run, one at a time. */
    public interface Listener {
        /** A run is over, whatever came of it. */
        void ran();

        /** It failed; comes before {@link #ran}. */
        void failed(Failure failure);
    }

    /** A fleet of runs with so many views each before the network heals. */
    public Fleet(long views, Listener listener) {
        this(views, listener, Simulation::run);
    }

    /** A fleet with a way of its own to run a scenario. */
    public Fleet(long views, Listener listener, Function<Scenario, Outcome> run) {
        this.views = views;
        this.listener = listener;
        this.run = run;
    }

    /** Runs seeds from the first on, while it may go on, or until memory is used up. */
    public void run(long firstSeed, int jobs, BooleanSupplier goOn) throws InterruptedException {
        AtomicLong next = new AtomicLong(firstSeed);
        ExecutorService pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<?>> workers = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                workers.add(pool.submit(() -> {
                    while (!exhausted && goOn.getAsBoolean()) {
                        run(next.getAndIncrement());
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

    /** An error of the simulator is a failure of its seed: the others are still worth their runs. */
    private void run(long seed) {
        try {
            add(run.apply(RandomMix.of(seed, views)));
        } catch (OutOfMemoryError e) {
            exhausted = true;
            add(Failure.of(seed, views, e));
        } catch (RuntimeException | Error e) {
            add(Failure.of(seed, views, e));
        }
    }

    private static void join(Future<?> worker) throws InterruptedException {
        try {
            worker.get();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("what a run gave could not be told", e.getCause());
        }
    }

    private synchronized void add(Failure failure) {
        runs++;
        keep(failure);
        listener.ran();
    }

    private void keep(Failure failure) {
        failed++;
        if (failures.size() < MOST_KEPT) {
            failures.add(failure);
        }
        listener.failed(failure);
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
            keep(Failure.of(outcome));
        }
        listener.ran();
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

    /** How many runs failed. */
    public synchronized long failed() {
        return failed;
    }

    /** The first of the runs that failed. */
    public synchronized List<Failure> failures() {
        return List.copyOf(failures);
    }
}
