package io.quorate.client;

import io.quorate.ledger.LedgerQueries;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.receipt.EntryNames;
import java.util.Optional;

/** The ledger's entries that receipts name: decisions by topic, values by key, instances by id. */
public final class LedgerEntries implements EntryNames {
    /** A decision, by its topic. */
    public static final String DECISION = "decision";

    /** A value of the key-value store, by its key. */
    public static final String KEY = "key";

    /** A registered instance, by its id. */
    public static final String INSTANCE = "instance";

    @Override
    public Optional<StateKey> key(String kind, String name) {
        try {
            return switch (kind) {
                case DECISION -> Optional.of(LedgerQueries.decisionKey(name));
                case KEY -> Optional.of(LedgerQueries.valueKey(name));
                case INSTANCE -> Optional.of(LedgerQueries.instanceKey(name));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // longer than any key, or no Unicode
        }
    }
}
