package io.quorate.client;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.window.Periods;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.receipt.EntryNames;
import io.quorate.protocol.types.BlockTime;
import java.util.List;
import java.util.Optional;

/** The ledger's entries that receipts name: decisions by topic, values by key, instances by id; and what was executed. */
public final class LedgerEntries implements EntryNames {
    /** A decision, by its topic. */
    public static final String DECISION = "decision";

    /** A value of the key-value store, by its key. */
    public static final String KEY = "key";

    /** A registered instance, by its id. */
    public static final String INSTANCE = "instance";

    /** What was executed lately: the one entry of this kind has no name. */
    public static final String EXECUTED = "executed";

    @Override
    public Optional<StateKey> key(String kind, String name) {
        try {
            return switch (kind) {
                case DECISION -> Optional.of(LedgerQueries.decisionKey(name));
                case KEY -> Optional.of(LedgerQueries.valueKey(name));
                case INSTANCE -> Optional.of(LedgerQueries.instanceKey(name));
                case EXECUTED -> name.isEmpty() ? Optional.of(LedgerQueries.executedKey()) : Optional.empty();
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // longer than any key, or no Unicode
        }
    }

    @Override
    public Optional<List<Hash>> executed(String kind, byte[] value, BlockTime expiry) {
        try {
            return kind.equals(EXECUTED) ? Periods.fromBytes(value).roots(expiry) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
