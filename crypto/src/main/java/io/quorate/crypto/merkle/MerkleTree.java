package io.quorate.crypto.merkle;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

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
        List<Hash> level = leafHashes(leaves);
        while (level.size() > 1) {
            level = above(level);
        }
        return level.get(0);
    }

    /**
     * The proof that a leaf stands at an index.
     *
     * @throws IndexOutOfBoundsException if there is no such leaf
     */
    public static MerkleProof prove(List<byte[]> leaves, int index) {
        Objects.checkIndex(index, leaves.size());
        List<Hash> siblings = new ArrayList<>();
        List<Hash> level = leafHashes(leaves);
        for (int position = index; level.size() > 1; position >>= 1) {
            int sibling = position ^ 1;
            if (sibling < level.size()) {
                siblings.add(level.get(sibling));
            }
            level = above(level);
        }
        return new MerkleProof(index, leaves.size(), siblings);
    }

    static Hash leafHash(byte[] leaf) {
        return Sha256.hash(LEAF, leaf);
    }

    static Hash nodeHash(Hash left, Hash right) {
        return Sha256.hash(NODE, left.toBytes(), right.toBytes());
    }

    private static List<Hash> leafHashes(List<byte[]> leaves) {
        List<Hash> hashes = new ArrayList<>(leaves.size());
        for (byte[] leaf : leaves) {
            hashes.add(leafHash(leaf));
        }
        return hashes;
    }

    /** Pairing from the left and carrying an odd last one up gives the split at the largest power of two. */
    private static List<Hash> above(List<Hash> level) {
        List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
        for (int i = 0; i < level.size(); i += 2) {
            above.add(i + 1 < level.size() ? nodeHash(level.get(i), level.get(i + 1)) : level.get(i));
        }
        return above;
    }
}
