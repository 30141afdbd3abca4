package io.quorate.crypto.merkle;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.ArrayList;
import java.util.List;

/** The Merkle tree of RFC 6962, section 2.1, over a list of byte strings. */
public final class MerkleTree {
    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private MerkleTree() {}

    /** The root; of no leaves at all, the hash of nothing. */
    public static Hash root(List<byte[]> leaves) {
        if (leaves.isEmpty()) {
            return Sha256.hash();
        }
        List<Hash> level = new ArrayList<>(leaves.size());
        for (byte[] leaf : leaves) {
            level.add(leafHash(leaf));
        }
        // Pairing from the left and carrying an odd last one up gives the split at the largest power of two.
        while (level.size() > 1) {
            List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
            for (int i = 0; i < level.size(); i += 2) {
                above.add(i + 1 < level.size() ? nodeHash(level.get(i), level.get(i + 1)) : level.get(i));
            }
            level = above;
        }
        return level.get(0);
    }

    static Hash leafHash(byte[] leaf) {
        return Sha256.hash(LEAF, leaf);
    }

    static Hash nodeHash(Hash left, Hash right) {
        return Sha256.hash(NODE, left.toBytes(), right.toBytes());
    }
}
