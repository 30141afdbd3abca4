package io.quorate.ledger;

/**
 * What a sender may hold at one time (ledger.md, Decisions). Part of the rules: all validators of a chain have the same.
 *
 * @param instances instances registered
 * @param openDecisions decisions opened and not closed
 * @param keys keys of the store
 * @param bytes bytes of state: names and values of all of these, and of its votes
 */
public record LedgerLimits(long instances, long openDecisions, long keys, long bytes) {
    /** Those of a chain whose genesis names none. */
    public static final LedgerLimits DEFAULTS = new LedgerLimits(10_000, 100_000, 1_000_000, 1L << 30);

    /**
     * Checks that none is negative.
     *
     * @throws IllegalArgumentException if one is
     */
    public LedgerLimits {
        if (instances < 0 || openDecisions < 0 || keys < 0 || bytes < 0) {
            throw new IllegalArgumentException("a limit of the ledger must not be negative");
        }
    }
}
