package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;

/** Names a chain in everything that is signed: the hash of the genesis file's bytes. */
public record ChainId(Hash hash) implements Comparable<ChainId> {
    @Override
    public int compareTo(ChainId other) {
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
