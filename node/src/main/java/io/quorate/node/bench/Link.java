package io.quorate.node.bench;

import java.util.List;

/** A way to one node. All on the timeline's thread. */
interface Link {
    /** How many transactions one call of {@link #send} may carry at least; at least 1. */
    int batchLimit();

    /** Whether {@link #send} may be called now. */
    boolean free();

    /**
     * Submits transactions and waits until they are final.
     *
     * @param batch from 1 to {@link #batchLimit()} of them
     * @param ending hears of each once; never before this call has returned
     */
    void send(List<Signed> batch, Ending ending);

    /** Hears how a transaction ended. */
    interface Ending {
        /** The transaction at {@code index} of its batch ended. */
        void ended(int index, Outcome outcome);
    }
}
