package io.quorate.protocol.types;

import io.quorate.crypto.signature.PublicKey;
import java.time.Duration;
import java.util.List;

/**
 * What genesis says of the ledger: what a sender may hold at one time, and what votes weigh. See ledger.md, Decisions.
 *
 * @param instances instances registered
 * @param openDecisions decisions opened and not closed
 * @param keys keys of the store
 * @param bytes bytes of state
 * @param retention how long the votes of a closed decision are kept at least, in block time
 * @param weights what instances of a key weigh, where it is more than 1
 */
public record LedgerTerms(
        long instances, long openDecisions, long keys, long bytes, Duration retention, List<Weight> weights) {
    /** The most keys that genesis grants a weight. */
    public static final int MAX_WEIGHTS = 10_000;

    /** The most that all weights together may be: beside the largest stake of all, no sum overflows. */
    public static final long WEIGHT_LIMIT = 1L << 60;

    /** The longest retention. */
    public static final Duration MAX_RETENTION = Duration.ofDays(36_500);

    /** What holds where genesis says nothing. */
    public static final LedgerTerms DEFAULT =
            new LedgerTerms(10_000, 100_000, 1_000_000, 1L << 30, Duration.ofDays(7), List.of());

    /** The weight of instances that a key registers. */
    public record Weight(PublicKey key, long weight) {}

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if a limit is out of range, or the weights together exceed theirs
     */
    public LedgerTerms {
        weights = List.copyOf(weights);
        if (instances < 0 || openDecisions < 0 || keys < 0 || bytes < 0) {
            throw new IllegalArgumentException("a limit of the ledger must not be negative");
        }
        if (retention.isNegative() || retention.compareTo(MAX_RETENTION) > 0) {
            throw new IllegalArgumentException("votes are kept for at most " + MAX_RETENTION.toDays() + " days");
        }
        if (weights.size() > MAX_WEIGHTS) {
            throw new IllegalArgumentException("genesis grants a weight to at most " + MAX_WEIGHTS + " keys");
        }
        // ledger.md, Secret ballots: the largest possible total is checked against overflow
        long room = WEIGHT_LIMIT;
        for (Weight granted : weights) {
            if (granted.weight() < 1 || granted.weight() > room) {
                throw new IllegalArgumentException("a weight is at least 1, and all together are at most 2^60");
            }
            room -= granted.weight();
        }
    }
}
