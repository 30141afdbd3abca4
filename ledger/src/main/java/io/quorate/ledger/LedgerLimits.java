package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.LedgerTerms;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What genesis bounds, and grants (ledger.md, Decisions). Part of the rules: all validators of a chain have the same. What
 * a sender may hold at one time:
 *
 * @param instances instances registered
 * @param openDecisions decisions opened and not closed
 * @param keys keys of the store
 * @param bytes bytes of state: names and values of all of these, and of its votes, as {@link Charges} counts them
 * @param retention how long the votes of a closed decision are kept at least, in block time
 * @param weights what instances of a key weigh that is no account with stake, where it is not 1
 */
public record LedgerLimits(
        long instances,
        long openDecisions,
        long keys,
        long bytes,
        Duration retention,
        SortedMap<PublicKey, Long> weights) {
    /** Those of a chain whose genesis says nothing. */
    public static final LedgerLimits DEFAULTS = of(LedgerTerms.DEFAULT);

    /**
     * Checks that none is negative.
     *
     * @throws IllegalArgumentException if one is
     */
    public LedgerLimits {
        if (instances < 0 || openDecisions < 0 || keys < 0 || bytes < 0 || retention.isNegative()) {
            throw new IllegalArgumentException("a limit of the ledger must not be negative");
        }
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
    }

    /** What a sender may hold, and for the rest the defaults. */
    public LedgerLimits(long instances, long openDecisions, long keys, long bytes) {
        this(instances, openDecisions, keys, bytes, LedgerTerms.DEFAULT.retention(), new TreeMap<>());
    }

    /** Those of a chain. */
    public static LedgerLimits of(Genesis genesis) {
        return of(genesis.ledger());
    }

    private static LedgerLimits of(LedgerTerms terms) {
        TreeMap<PublicKey, Long> weights = new TreeMap<>();
        terms.weights().forEach(grant -> weights.put(grant.key(), grant.weight()));
        return new LedgerLimits(
                terms.instances(), terms.openDecisions(), terms.keys(), terms.bytes(), terms.retention(), weights);
    }

    /** What an instance of a key weighs, unless the key is an account with stake. */
    long weightOf(PublicKey key) {
        return weights.getOrDefault(key, 1L);
    }
}
