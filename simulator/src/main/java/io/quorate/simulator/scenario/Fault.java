package io.quorate.simulator.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * Something that goes wrong at a time, in milliseconds from the start. What lasts ends when the network heals, at the
 * latest. Nodes are numbered as in the set.
 */
public sealed interface Fault {
    /**
     * Nodes are cut from those of the other side.
     *
     * @param side of each node, which side it is on
     * @param noticed whether connections break, or messages are lost without a sign
     */
    record Partition(long fromMillis, long untilMillis, List<Integer> side, boolean noticed) implements Fault {
        /** Copies the list. */
        public Partition {
            side = List.copyOf(side);
        }
    }

    /** A partition whose members change: after each period every node is on the side where the one before it was. */
    record MovingPartition(long fromMillis, long untilMillis, List<Integer> side, boolean noticed, long periodMillis)
            implements Fault {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it would move without time going by
         */
        public MovingPartition {
            if (periodMillis < 1) {
                throw new IllegalArgumentException("a partition moves after 1 ms or more, not " + periodMillis);
            }
            side = List.copyOf(side);
        }

        /** The partitions that it goes through, one after the other. */
        public List<Partition> stations() {
            List<Partition> stations = new ArrayList<>();
            List<Integer> sides = new ArrayList<>(side);
            for (long from = fromMillis; from < untilMillis; from += periodMillis) {
                stations.add(new Partition(from, Math.min(untilMillis, from + periodMillis), sides, noticed));
                Collections.rotate(sides, 1);
            }
            return stations;
        }
    }

    /** Nothing gets from one node to another; the way back works. */
    record OneWay(long fromMillis, long untilMillis, int from, int to) implements Fault {}

    /** A link is down every other period. */
    record Flapping(long fromMillis, long untilMillis, int a, int b, long periodMillis) implements Fault {}

    /** All that a node sends takes so much longer. */
    record SlowPeer(long fromMillis, long untilMillis, int node, long moreMillis) implements Fault {}

    /** A node sends no more than so many bytes a second. */
    record Narrow(long fromMillis, long untilMillis, int node, long bytesPerSecond) implements Fault {}

    /**
     * A node is killed at a call to its disk or network and started again.
     *
     * @param effects how many such calls it makes before, counted from {@code atMillis}
     * @param powerLoss whether what was not synced may be lost, or the process alone dies
     * @param again how many calls it makes once it starts before it is killed once more, if it is; starting makes some
     */
    record Crash(long atMillis, int node, int effects, boolean powerLoss, long downMillis, OptionalInt again)
            implements Fault {
        /** It is killed once. */
        public Crash(long atMillis, int node, int effects, boolean powerLoss, long downMillis) {
            this(atMillis, node, effects, powerLoss, downMillis, OptionalInt.empty());
        }

        /** The same, and it is killed once more as it starts. */
        public Crash andAgain(int calls) {
            return new Crash(atMillis, node, effects, powerLoss, downMillis, OptionalInt.of(calls));
        }
    }

    /**
     * Every node is stopped and started again, one after the other, as for an upgrade.
     *
     * @param powerLoss whether what was not synced may be lost
     * @param downMillis how long each is down
     * @param everyMillis how long after one the next is stopped; less than the above, and two are down at once
     */
    record RollingRestart(long fromMillis, boolean powerLoss, long downMillis, long everyMillis) implements Fault {}

    /** The power of all nodes fails at once. */
    record PowerCut(long atMillis, long downMillis) implements Fault {}

    /** A node's clock jumps. */
    record ClockJump(long atMillis, int node, long byMillis) implements Fault {}

    /** A node's clock runs fast by so many millionths, or slow. */
    record ClockDrift(long atMillis, int node, int perMillion) implements Fault {}

    /** A node's disk takes so long to sync. */
    record SlowDisk(long fromMillis, long untilMillis, int node, long syncMillis) implements Fault {}

    /** A node's disk is full: it stops, and is started again once there is room. */
    record DiskFull(long atMillis, int node, long downMillis) implements Fault {}

    /** A record in a node's journal rots while it is down: it must not start, ever again. */
    record BitRot(long atMillis, int node) implements Fault {}

    /** A client gives a node many transactions at once. */
    record Burst(long atMillis, int node, int transactions) implements Fault {}

    /** A validator asks to leave the set, and after a while to join it again. */
    record Leave(long atMillis, int node, long awayMillis) implements Fault {}

    /** A validator's key is replaced: its node is started with the new one as soon as that is in the set. */
    record Rotation(long atMillis, int node) implements Fault {}

    /** When it begins. */
    default long startMillis() {
        if (this instanceof Partition partition) {
            return partition.fromMillis();
        } else if (this instanceof OneWay oneWay) {
            return oneWay.fromMillis();
        } else if (this instanceof Flapping flapping) {
            return flapping.fromMillis();
        } else if (this instanceof SlowPeer slow) {
            return slow.fromMillis();
        } else if (this instanceof Narrow narrow) {
            return narrow.fromMillis();
        } else if (this instanceof Crash crash) {
            return crash.atMillis();
        } else if (this instanceof PowerCut cut) {
            return cut.atMillis();
        } else if (this instanceof ClockJump jump) {
            return jump.atMillis();
        } else if (this instanceof ClockDrift drift) {
            return drift.atMillis();
        } else if (this instanceof SlowDisk slow) {
            return slow.fromMillis();
        } else if (this instanceof DiskFull full) {
            return full.atMillis();
        } else if (this instanceof BitRot rot) {
            return rot.atMillis();
        } else if (this instanceof MovingPartition moving) {
            return moving.fromMillis();
        } else if (this instanceof RollingRestart rolling) {
            return rolling.fromMillis();
        } else if (this instanceof Leave leave) {
            return leave.atMillis();
        } else if (this instanceof Rotation rotation) {
            return rotation.atMillis();
        }
        return ((Burst) this).atMillis();
    }
}
