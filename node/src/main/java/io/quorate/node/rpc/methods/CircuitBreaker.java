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
    interface Attempt {
        /** The network carried it, or its sender was at fault. */
        void succeeded();

        /** The node could not carry it. */
        void failed();

        /** It was not made after all: says nothing of the node, and the next may be the probe in its place. */
        void notMade();
    }

    private final class Single implements Attempt {
        private final boolean probe;
        private final long begun = openings;

        private Single(boolean probe) {
            this.probe = probe;
        }

        @Override
        public void succeeded() {
            synchronized (CircuitBreaker.this) {
                if (open && !(probe && begun == openings)) {
                    return; // only the probe closes it: others were let through in any case, or before it opened
                }
                open = false;
                probing = false;
                failuresInARow = 0;
            }
        }

        @Override
        public void failed() {
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

        @Override
        public void notMade() {
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
            return Optional.of(new Single(false));
        }
        if (probing || nanos.getAsLong() - openedAt < OPEN.toNanos()) {
            return Optional.empty();
        }
        probing = true;
        return Optional.of(new Single(true));
    }

    /** Lets a call through in any case; how it ends counts like any other. */
    synchronized Attempt always() {
        return new Single(false);
    }

    /**
     * A call of many parts, let through as one or not at all when its first part is: its parts are no calls in a row. It has
     * failed if the node could carry none of them. Thread-safe.
     */
    final class Batch {
        private boolean asked;
        private Optional<Attempt> whole = Optional.empty();
        private boolean carried;
        private boolean failed;

        /** Lets a part through. */
        synchronized Optional<Attempt> admit() {
            if (!asked) {
                asked = true;
                whole = CircuitBreaker.this.admit();
            }
            return whole.map(attempt -> new Part());
        }

        /** All parts have ended. */
        synchronized void ended() {
            whole.ifPresent(attempt -> {
                if (carried) {
                    attempt.succeeded();
                } else if (failed) {
                    attempt.failed();
                } else {
                    attempt.notMade();
                }
            });
        }

        private final class Part implements Attempt {
            @Override
            public void succeeded() {
                synchronized (Batch.this) {
                    carried = true;
                }
            }

            @Override
            public void failed() {
                synchronized (Batch.this) {
                    failed = true;
                }
            }

            @Override
            public void notMade() {}
        }
    }
}
