package io.quorate.node.runtime;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.VerifiedTransactions;

/**
 * Remembers the last transactions whose signatures were found good, so that one which came by itself is not checked again
 * in its block. It keeps the transaction it saw: an id alone does not bind the signature.
 */
final class SeenTransactions implements VerifiedTransactions {
    /** Some 16,000 short ones, more than the mempool holds. More would only be more for the garbage collector to move. */
    private static final long LIMIT_BYTES = 16L << 20;

    /** What one takes beside its bytes: its parts are held beside the whole. */
    private static final int ENTRY_BYTES = 768;

    private final Cache<TransactionId, Transaction> good = Caffeine.newBuilder()
            .maximumWeight(LIMIT_BYTES)
            .weigher((TransactionId id, Transaction transaction) -> transaction.size() + ENTRY_BYTES)
            .executor(Runnable::run)
            .build();

    @Override
    public boolean contains(Transaction transaction) {
        Transaction known = good.getIfPresent(transaction.id());
        return known != null && known.equals(transaction);
    }

    @Override
    public void add(Transaction transaction) {
        good.put(transaction.id(), transaction);
    }
}
