package io.quorate.simulator.cluster;

import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.time.Chance;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Lets the faults of a scenario happen, until the network heals. */
final class Mishaps {
    private static final Duration SLOW_START = Duration.ofSeconds(2);

    private final World world;
    private final Chance chance;
    private boolean healed;

    Mishaps(World world) {
        this.world = world;
        this.chance = Chance.of(world.scenario().seed(), "mishaps");
    }

    void plan() {
        Scenario scenario = world.scenario();
        for (Fault fault : scenario.faults()) {
            at(fault.startMillis(), () -> {
                world.spectator().fault(world.queue().now(), fault);
                begin(fault);
            });
        }
    }

    private void at(long millis, Runnable action) {
        world.queue().at(millis * 1_000, () -> {
            if (!healed) {
                action.run();
            }
        });
    }

    private void begin(Fault fault) {
        if (fault instanceof Fault.Partition partition) {
            begin(partition);
        } else if (fault instanceof Fault.MovingPartition moving) {
            moving.stations().forEach(station -> at(station.fromMillis(), () -> begin(station)));
        } else if (fault instanceof Fault.RollingRestart rolling) {
            restart(rolling);
        } else if (fault instanceof Fault.OneWay oneWay) {
            each(oneWay.from(), oneWay.to(), world.fabric()::cut);
            at(oneWay.untilMillis(), () -> each(oneWay.from(), oneWay.to(), world.fabric()::mend));
        } else if (fault instanceof Fault.Flapping flapping) {
            flap(flapping);
        } else if (fault instanceof Fault.SlowPeer slow) {
            each(slow.node(), machine -> world.fabric().slow(machine.number(), slow.moreMillis() * 1_000));
            at(
                    slow.untilMillis(),
                    () -> each(slow.node(), machine -> world.fabric().slow(machine.number(), 0)));
        } else if (fault instanceof Fault.Narrow narrow) {
            each(narrow.node(), machine -> world.fabric().narrow(machine.number(), narrow.bytesPerSecond()));
            at(
                    narrow.untilMillis(),
                    () -> each(narrow.node(), machine -> world.fabric().narrow(machine.number(), 0)));
        } else if (fault instanceof Fault.Crash crash) {
            each(crash.node(), machine -> machine.killSoon(crash));
        } else if (fault instanceof Fault.PowerCut cut) {
            for (Machine machine : world.machines()) {
                Duration down = Duration.ofMillis(cut.downMillis()).plusMillis(chance.below(SLOW_START.toMillis()));
                machine.kill(true, down, "loses power, as all do");
            }
        } else if (fault instanceof Fault.ClockJump jump) {
            each(jump.node(), machine -> machine.clock().jump(jump.byMillis()));
        } else if (fault instanceof Fault.ClockDrift drift) {
            each(
                    drift.node(),
                    machine -> machine.clock()
                            .drift(drift.perMillion(), world.queue().now()));
        } else if (fault instanceof Fault.SlowDisk slow) {
            each(slow.node(), machine -> machine.syncTakes(slow.syncMillis() * 1_000));
            at(slow.untilMillis(), () -> each(slow.node(), machine -> machine.syncTakes(0)));
        } else if (fault instanceof Fault.DiskFull full) {
            each(full.node(), machine -> machine.fillDisk(Duration.ofMillis(full.downMillis())));
        } else if (fault instanceof Fault.BitRot rot) {
            each(rot.node(), Machine::rot);
        } else if (fault instanceof Fault.Burst burst) {
            world.clients().burst(burst.node(), burst.transactions());
        } else if (fault instanceof Fault.Leave leave) {
            world.operators().leave(leave.node());
            at(leave.atMillis() + leave.awayMillis(), () -> world.operators().join(leave.node()));
        } else if (fault instanceof Fault.Rotation rotation) {
            world.operators().rotate(rotation.node());
        }
    }

    private void restart(Fault.RollingRestart rolling) {
        Duration down = Duration.ofMillis(rolling.downMillis());
        for (int node = 0; node < world.scenario().nodes(); node++) {
            int next = node;
            at(
                    rolling.fromMillis() + node * rolling.everyMillis(),
                    () -> each(next, machine -> machine.kill(rolling.powerLoss(), down, "is restarted in its turn")));
        }
    }

    private void each(int validator, java.util.function.Consumer<Machine> action) {
        world.machinesOf(validator).forEach(action);
    }

    private void each(int from, int to, BiConsumer<Integer, Integer> action) {
        for (Machine one : world.machinesOf(from)) {
            for (Machine other : world.machinesOf(to)) {
                action.accept(one.number(), other.number());
            }
        }
    }

    private void begin(Fault.Partition partition) {
        acrossSides(partition, (one, other) -> {
            world.fabric().cut(one.number(), other.number());
            if (partition.noticed()) {
                one.disconnect(other);
            }
        });
        at(
                partition.untilMillis(),
                () -> acrossSides(partition, (one, other) -> {
                    world.fabric().mend(one.number(), other.number());
                    world.connect(one, other);
                }));
    }

    private void acrossSides(Fault.Partition partition, BiConsumer<Machine, Machine> action) {
        List<Machine> machines = world.machines();
        for (Machine one : machines) {
            for (Machine other : machines) {
                int here = partition.side().get(one.validator());
                int there = partition.side().get(other.validator());
                if (here != there) {
                    action.accept(one, other);
                }
            }
        }
    }

    private void flap(Fault.Flapping flapping) {
        long now = world.queue().now() / 1_000;
        if (now >= flapping.untilMillis()) {
            return;
        }
        each(flapping.a(), flapping.b(), world.fabric()::cut);
        each(flapping.b(), flapping.a(), world.fabric()::cut);
        at(now + flapping.periodMillis(), () -> {
            each(flapping.a(), flapping.b(), world.fabric()::mend);
            each(flapping.b(), flapping.a(), world.fabric()::mend);
            at(now + 2 * flapping.periodMillis(), () -> flap(flapping));
        });
    }

    /** Everything that is not a liar's doing is put right; what is down comes up. */
    void heal() {
        healed = true;
        world.fabric().heal();
        world.spectator().healed(world.queue().now());
        for (Machine machine : world.machines()) {
            machine.clock().adjust();
            machine.syncTakes(0);
            machine.spare();
            machine.start();
        }
        for (Machine one : world.machines()) {
            for (Machine other : world.machines()) {
                world.connect(one, other);
            }
        }
    }
}
