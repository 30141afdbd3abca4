package io.quorate.node.bench;

import java.time.Duration;
import java.util.List;

/**
 * What to run.
 *
 * @param pace how load is offered
 * @param senders how many keys sign
 * @param patience how long a transaction may take to become final
 */
record BenchOptions(
        List<NodeAddress> nodes, Pace pace, int senders, Workload.Shape shape, Times times, Duration patience) {
    /** Keeps the nodes from changing. */
    BenchOptions {
        nodes = List.copyOf(nodes);
    }

    /** How load is offered. */
    sealed interface Pace {
        /** Each client sends when its last transaction is final. */
        record Closed(int clients) implements Pace {}

        /** So many a second in all. */
        record Open(double perSecond) implements Pace {}
    }

    /**
     * How long.
     *
     * @param warmup load that is not measured
     * @param duration load that is, after it
     */
    record Times(Duration warmup, Duration duration) {
        /** For how many nanoseconds the rate of an open loop rises to its full: it has half the warm-up at its full. */
        long rise() {
            return warmup.toNanos() / 2;
        }
    }
}
