package io.quorate.protocol.verify;

import io.quorate.protocol.types.Transaction;

/** A bounded memory of transactions whose signatures were found good, so that each is checked once. Thread-safe. */
public interface VerifiedTransactions {
    /** Whether exactly these bytes were found good. */
    boolean contains(Transaction transaction);

    /** Remembers these bytes. */
    void add(Transaction transaction);

    /** Remembers nothing. */
    VerifiedTransactions NONE = new VerifiedTransactions() {
        @Override
        public boolean contains(Transaction transaction) {
            return false;
        }

        @Override
        public void add(Transaction transaction) {}
    };
}
