package io.quorate.node.runtime;

import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.verify.VerifiedTransactions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Remembers the last transactions whose signatures were found good, so that one which came by itself is not checked again
 * in its block. It keeps the transaction it saw: an id alone does not bind the signature.
 *
 * <p>The last half of the limit is always there, however often the others were asked for. A cache that favours what is used
 * often would turn away the newest, which are the ones that come again. Thread-safe.
 */
final class SeenTransactions implements VerifiedTransactions {
    /** Some 16,000 short ones in each half: more than the mempool holds, and the blocks under way. */
    static final long LIMIT_BYTES = 32L << 20;

    /** What one takes beside its bytes: its parts are held beside the whole. */
    private static final int ENTRY_BYTES = 768;

    private final long generationBytes;
    private volatile Generation young = new Generation();
    private volatile Generation old = new Generation();

    private static final class Generation {
        private final Map<TransactionId, Transaction> transactions = new ConcurrentHashMap<>();
        private final AtomicLong bytes = new AtomicLong();

        boolean contains(Transaction transaction) {
            Transaction known = transactions.get(transaction.id());
            return known != null && known.equals(transaction);
        }
    }

    SeenTransactions(long limitBytes) {
        this.generationBytes = limitBytes / 2;
    }

    @Override
    public boolean contains(Transaction transaction) {
        // The young one first: what moves from it to the old one in between is found there.
        return young.contains(transaction) || old.contains(transaction);
    }

    @Override
    public void add(Transaction transaction) {
        Generation to = young;
        if (to.transactions.put(transaction.id(), transaction) == null
                && to.bytes.addAndGet(transaction.size() + ENTRY_BYTES) >= generationBytes) {
            turn(to);
        }
    }

    private synchronized void turn(Generation full) {
        if (young == full) {
            old = full;
            young = new Generation();
        }
    }
}
