package io.quorate.simulator.cluster;

import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Pace;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.network.Fabric;
import io.quorate.simulator.scenario.Scenario;
import java.util.Optional;

/** The last part of a run: all are together on a healthy network, and for a few views everything must be in time. */
final class Pacing {
    private static final long VIEWS = 8;
    private static final long VIEWS_OF_MANY = 2;
    private static final long LOOK_MICROS = 1_000;
    private static final long GATHERING_MICROS = 900_000_000;
    /** Timers are cut to microseconds, and clocks that were set right fire the timers they had. */
    private static final long SLACK_MICROS = 5_000;

    private final World world;

    Pacing(World world) {
        this.world = world;
    }

    /** Watches some views. */
    void keep() {
        long left = Run.isMany(world.scenario()) ? VIEWS_OF_MANY : VIEWS;
        while (left > 0 && !world.spectator().hasSeenEnough()) {
            gather();
            long begin = world.views();
            watch(begin + left);
            left -= world.views() - begin;
        }
    }

    /** An honest one stops for a moment when an epoch gives it another key, however late that is: waits for it. */
    private void gather() {
        if (allAreUp()) {
            return;
        }
        long end = world.queue().now() + GATHERING_MICROS;
        while (!allAreUp()) {
            world.honest().stream()
                    .filter(machine -> !machine.isRunning() && !machine.isReplaced())
                    .findFirst()
                    .ifPresent(machine -> {
                        throw new Violation(
                                Invariant.RUNNING, "node " + machine.number() + " stopped, and nothing was wrong");
                    });
            stepUntil(end);
        }
        long target = world.checker().height() + 2;
        while (!world.spectator().hasSeenEnough() && !(allAreUp() && world.allHave(target))) {
            stepUntil(end);
        }
    }

    private void stepUntil(long end) {
        world.queue().step();
        if (world.queue().now() > end) {
            throw new Violation(
                    Invariant.LIVENESS,
                    GATHERING_MICROS / 1_000_000
                            + " s after an honest node stopped for its new key, not all are up and at one height");
        }
    }

    private boolean allAreUp() {
        return world.honest().stream().allMatch(Machine::isRunning);
    }

    private void watch(long last) {
        Pace watching = pace();
        for (Machine machine : world.honest()) {
            ReplicaSnapshot snapshot = machine.replica().orElseThrow().snapshot();
            watching.watch(
                    snapshot.round(), snapshot.head().height(), world.queue().now());
        }
        world.watch(Optional.of(watching));
        long crashes = world.crashes();
        long look = world.queue().now();
        while (world.views() < last
                && !world.spectator().hasSeenEnough()
                && (world.crashes() == crashes || allAreUp())) {
            world.queue().step();
            // Who is late is late a moment later, too: of many, looking at each after each event would take for ever.
            if (world.queue().now() >= look) {
                look = world.queue().now() + LOOK_MICROS;
                watching.check(world.queue().now());
            }
        }
        world.watch(Optional.empty());
    }

    private Pace pace() {
        Scenario scenario = world.scenario();
        long delta = 1_000 * scenario.chain().deltaMillis();
        long delay = Fabric.slowestMicros(scenario.conditions().delays());
        // consensus.md, Relay and Fetch: the certificate, then the block, asked of one after the other
        long entering = 3 * delta / 8 + delay + SLACK_MICROS;
        int nodes = scenario.nodes();
        return new Pace(entering, entering + (nodes + 1) * delta / 2 + (nodes + 2) * delay);
    }
}
