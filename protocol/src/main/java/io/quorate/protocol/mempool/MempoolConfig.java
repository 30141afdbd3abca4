package io.quorate.protocol.mempool;

import io.quorate.protocol.types.Transaction;

/**
 * How much a mempool holds.
 *
 * @param transactions transactions in all
 * @param bytes bytes of transactions in all
 * @param senderTransactions transactions of any one sender
 */
public record MempoolConfig(int transactions, long bytes, int senderTransactions) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if nothing fits, or a share is larger than the whole
     */
    public MempoolConfig {
        if (transactions < 1) {
            throw new IllegalArgumentException("a mempool holds at least 1 transaction, not " + transactions);
        }
        if (bytes < Transaction.MAX_BYTES) {
            throw new IllegalArgumentException("a mempool holds at least one transaction of the largest size, "
                    + Transaction.MAX_BYTES + " bytes, not " + bytes);
        }
        if (senderTransactions < 1 || senderTransactions > transactions) {
            throw new IllegalArgumentException(
                    "a sender's share is from 1 to " + transactions + ", not " + senderTransactions);
        }
    }
}
