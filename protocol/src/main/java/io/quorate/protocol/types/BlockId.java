package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;

/** Names a block: the hash of its header. */
public record BlockId(Hash hash) implements Comparable<BlockId> {
    @Override
    public int compareTo(BlockId other) {
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
