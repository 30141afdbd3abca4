package io.quorate.client;

import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.TransactionId;

/** What a receipt is asked about. */
public sealed interface About {
    /** A decision, by its topic: also that there is none. */
    record Decision(String topic) implements About {}

    /** A key of the key-value store: also that it has no value. */
    record Key(String key) implements About {}

    /** A transaction that is final: whether it succeeded, and what it gave. */
    record OfTransaction(TransactionId id) implements About {}

    /** Whether a claim is about this, and not something else that is true. */
    default boolean fits(ChainReceipt.Claim claim) {
        if (claim instanceof ChainReceipt.Entry entry) {
            return this instanceof Decision decision
                    ? entry.kind().equals(LedgerEntries.DECISION)
                            && entry.name().equals(decision.topic())
                    : this instanceof Key key
                            && entry.kind().equals(LedgerEntries.KEY)
                            && entry.name().equals(key.key());
        }
        return this instanceof OfTransaction transaction
                && ((ChainReceipt.Execution) claim).receipt().transaction().equals(transaction.id());
    }
}
