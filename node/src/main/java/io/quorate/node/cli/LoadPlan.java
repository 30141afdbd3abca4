package io.quorate.node.cli;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** Where load goes and for how long. Only what begins after the warm-up counts. */
record LoadPlan(List<URI> nodes, Duration warmup, Duration duration) {
    LoadPlan {
        nodes = List.copyOf(nodes);
    }

    /** From the first transaction to the last, in nanoseconds. */
    long nanos() {
        return warmup.toNanos() + duration.toNanos();
    }

    /** How many there are at this rate a second. */
    int transactions(int rate) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(nanos() / 1e9 * rate));
    }
}
