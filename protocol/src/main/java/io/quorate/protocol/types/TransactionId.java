package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;

/** Names a transaction: the hash of its signed bytes, without the signature. */
public record TransactionId(Hash hash) implements Comparable<TransactionId> {
    @Override
    public int compareTo(TransactionId other) {
        return hash.compareTo(other.hash);
    }

    /** The first eight hexadecimal digits, for logs. */
    public String shortHex() {
        return hash.toHex().substring(0, 8);
    }

    @Override
    public String toString() {
        return hash.toHex();
    }
}
