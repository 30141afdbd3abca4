package io.quorate.node.bench;

/** What became of a transaction. */
sealed interface Outcome {
    /** It is final, and succeeded. */
    record Final() implements Outcome {}

    /**
     * It failed, or nobody knows.
     *
     * @param kind a short stable word, such as {@code MEMPOOL_FULL}
     */
    record Failed(String kind) implements Outcome {}
}
