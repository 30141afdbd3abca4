package io.quorate.protocol.mempool;

import io.quorate.protocol.types.Transaction;

/**
 * How much a mempool holds.
 *
 * @param transactions transactions in all
 * @param bytes bytes of transactions in all
 * @param senderTransactions transactions of any one sender; of the bytes it has the same share, see {@link #senderBytes}
 */
public record MempoolConfig(int transactions, long bytes, int senderTransactions) {
    /** The most bytes that any holds: 4 GiB, so that a share of it never overflows. */
    public static final long MAX_BYTES = 1L << 32;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if nothing fits, or a share is larger than the whole
     */
    public MempoolConfig {
        if (transactions < 1) {
            throw new IllegalArgumentException("a mempool holds at least 1 transaction, not " + transactions);
        }
        if (bytes < Transaction.MAX_BYTES || bytes > MAX_BYTES) {
            throw new IllegalArgumentException("a mempool holds from " + Transaction.MAX_BYTES
                    + " (one transaction of the largest size) to " + MAX_BYTES + " bytes, not " + bytes);
        }
        if (senderTransactions < 1 || senderTransactions > transactions) {
            throw new IllegalArgumentException(
                    "a sender's share is from 1 to " + transactions + ", not " + senderTransactions);
        }
    }

    /** Bytes of any one sender: the same share as of the count, but at least one transaction of the largest size. */
    public long senderBytes() {
        return Math.max(Transaction.MAX_BYTES, bytes * senderTransactions / transactions);
    }
}
