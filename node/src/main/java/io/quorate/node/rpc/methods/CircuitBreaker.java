package io.quorate.node.rpc.methods;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers votes at once while the node cannot carry them (ledger.md, JSON-RPC): five calls in a row that fail for the
 * node's own reasons open it for 30 s; then one probe is let through, which closes it or opens it again. Thread-safe.
 */
final class CircuitBreaker {
    static final int FAILURES = 5;
    static final Duration OPEN = Duration.ofSeconds(30);

    private final LongSupplier nanos;
    private int failuresInARow;
    private boolean open;
    private boolean probing;
    private long openedAt;
    /** How often it has opened: what began before the last time says nothing of the time after. */
    private long openings;

    CircuitBreaker(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A call that was let through: it ends by exactly one of the three. */
    final class Attempt {
        private final boolean probe;
        private final long begun = openings;

        private Attempt(boolean probe) {
            this.probe = probe;
        }

        /** The network carried it, or its sender was at fault. */
        void succeeded() {
            synchronized (CircuitBreaker.this) {
                if (open && !(probe && begun == openings)) {
                    return; // only the probe closes it: others were let through in any case, or before it opened
                }
                open = false;
                probing = false;
                failuresInARow = 0;
            }
        }

        /** The node could not carry it. */
        void failed() {
            synchronized (CircuitBreaker.this) {
                failuresInARow++;
                if (probe || (!open && failuresInARow >= FAILURES)) {
                    open = true;
                    openings++;
                    probing = false;
                    openedAt = nanos.getAsLong();
                }
            }
        }

        /** It was not made after all: says nothing of the node, and the next may be the probe in its place. */
        void notMade() {
            synchronized (CircuitBreaker.this) {
                if (probe) {
                    probing = false;
                }
            }
        }
    }

    /** Lets a call through if it is closed, or if the time has come for a probe. */
    synchronized Optional<Attempt> admit() {
        if (!open) {
            return Optional.of(new Attempt(false));
        }
        if (probing || nanos.getAsLong() - openedAt < OPEN.toNanos()) {
            return Optional.empty();
        }
        probing = true;
        return Optional.of(new Attempt(true));
    }

    /** Lets a call through in any case; how it ends counts like any other. */
    synchronized Attempt always() {
        return new Attempt(false);
    }
}
