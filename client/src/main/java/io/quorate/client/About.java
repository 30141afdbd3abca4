package io.quorate.client;

import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.TransactionId;
import java.util.Optional;

/** What a receipt is asked about. */
public sealed interface About {
    /** A decision, by its topic: also that there is none. */
    record Decision(String topic) implements About {}

    /** A key of the key-value store: also that it has no value. */
    record Key(String key) implements About {}

    /**
     * A transaction that is final: whether it succeeded, and what it gave.
     *
     * @param expiry its expiry, to be shown that it never executed if it is not final
     */
    record OfTransaction(TransactionId id, Optional<BlockTime> expiry) implements About {
        /** One that is final. */
        public OfTransaction(TransactionId id) {
            this(id, Optional.empty());
        }
    }

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
        if (!(this instanceof OfTransaction transaction)) {
            return false;
        }
        if (claim instanceof ChainReceipt.Unexecuted unexecuted) {
            return unexecuted.id().equals(transaction.id())
                    && transaction.expiry().filter(unexecuted.expiry()::equals).isPresent();
        }
        return ((ChainReceipt.Execution) claim).receipt().transaction().equals(transaction.id());
    }
}
