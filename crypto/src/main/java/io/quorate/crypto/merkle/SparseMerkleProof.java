package io.quorate.crypto.merkle;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.List;
import java.util.Optional;

/**
 * Shows against the root of a sparse Merkle tree that a key has a value, or that it has none. May come from anyone: what
 * it shows is what {@link #includes} and {@link #excludes} say of it, and no more.
 *
 * <p>A leaf's path is the 256 bits of SHA-256 of its key, the first bit at the top. A subtree without leaves hashes to
 * {@link Hash#ZERO}; one with a single leaf to that leaf's hash; any other to its node's:
 *
 * <pre>
 *   leaf = SHA-256(0x00 || SHA-256(key) || SHA-256(value))      node = SHA-256(0x01 || left || right)
 * </pre>
 *
 * @param siblings the hashes beside the path, from the root down; at most 256
 * @param other the leaf that stands where the key's would, if one does
 */
public record SparseMerkleProof(List<Hash> siblings, Optional<Leaf> other) {
    /** The deepest that a leaf can be. */
    public static final int MAX_DEPTH = 8 * Hash.SIZE;

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    /** A leaf: the hash of its key and of its value. */
    public record Leaf(Hash keyHash, Hash valueHash) {
        Hash hash() {
            return Sha256.hash(LEAF, keyHash.toBytes(), valueHash.toBytes());
        }
    }

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if it is longer than any path
     */
    public SparseMerkleProof {
        if (siblings.size() > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "a state proof has at most " + MAX_DEPTH + " siblings, not " + siblings.size());
        }
        siblings = List.copyOf(siblings);
    }

    /** Whether it shows that the tree with this root holds exactly this value under the key. */
    public boolean includes(Hash root, byte[] key, byte[] value) {
        return includes(root, new Leaf(Sha256.hash(key), Sha256.hash(value)));
    }

    /** Whether it shows that the tree with this root holds this leaf. */
    public boolean includes(Hash root, Leaf leaf) {
        return other.isEmpty() && rootFrom(leaf.keyHash(), leaf.hash()).equals(root);
    }

    /** Whether it shows that the tree with this root holds nothing under the key. */
    public boolean excludes(Hash root, byte[] key) {
        return excludes(root, Sha256.hash(key));
    }

    /** Whether it shows that the tree with this root holds nothing under the key with this hash. */
    public boolean excludes(Hash root, Hash keyHash) {
        if (other.isEmpty()) {
            return rootFrom(keyHash, Hash.ZERO).equals(root);
        }
        Leaf leaf = other.get();
        return !leaf.keyHash().equals(keyHash)
                && sharePath(leaf.keyHash(), keyHash)
                && rootFrom(keyHash, leaf.hash()).equals(root);
    }

    private Hash rootFrom(Hash keyHash, Hash start) {
        Hash hash = start;
        for (int depth = siblings.size() - 1; depth >= 0; depth--) {
            byte[] sibling = siblings.get(depth).toBytes();
            hash = keyHash.bit(depth)
                    ? Sha256.hash(NODE, sibling, hash.toBytes())
                    : Sha256.hash(NODE, hash.toBytes(), sibling);
        }
        return hash;
    }

    private boolean sharePath(Hash a, Hash b) {
        for (int depth = 0; depth < siblings.size(); depth++) {
            if (a.bit(depth) != b.bit(depth)) {
                return false;
            }
        }
        return true;
    }
}
