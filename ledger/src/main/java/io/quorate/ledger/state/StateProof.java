package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.port.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Shows against a state root that a key has a value, or that it has none. May come from anyone: what it shows is what
 * {@link #includes} and {@link #excludes} say of it, and no more.
 *
 * @param siblings the hashes beside the path, from the root down; at most 256
 * @param other the leaf that stands where the key's would, if one does
 */
public record StateProof(List<Hash> siblings, Optional<Leaf> other) {
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
    public StateProof {
        if (siblings.size() > MAX_DEPTH) {
            throw new IllegalArgumentException(
                    "a state proof has at most " + MAX_DEPTH + " siblings, not " + siblings.size());
        }
        siblings = List.copyOf(siblings);
    }

    /** Whether it shows that the state with this root holds exactly this value under the key. */
    public boolean includes(Hash root, StateKey key, byte[] value) {
        return includes(root, new Leaf(Sha256.hash(key.toBytes()), Sha256.hash(value)));
    }

    boolean includes(Hash root, Leaf leaf) {
        return other.isEmpty() && rootFrom(leaf.keyHash(), leaf.hash()).equals(root);
    }

    /** Whether it shows that the state with this root holds nothing under the key. */
    public boolean excludes(Hash root, StateKey key) {
        return excludes(root, Sha256.hash(key.toBytes()));
    }

    boolean excludes(Hash root, Hash keyHash) {
        if (other.isEmpty()) {
            return rootFrom(keyHash, Hash.ZERO).equals(root);
        }
        Leaf leaf = other.get();
        return !leaf.keyHash().equals(keyHash)
                && sharePath(leaf.keyHash(), keyHash)
                && rootFrom(keyHash, leaf.hash()).equals(root);
    }

    /** The compact form: count 2 | for each sibling, 0 or 1 and its hash | 0, or 1 and the other leaf. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter().octet(siblings.size() >> 8).octet(siblings.size());
        for (Hash sibling : siblings) {
            boolean empty = sibling.equals(Hash.ZERO);
            out.flag(!empty);
            if (!empty) {
                out.hash(sibling);
            }
        }
        out.flag(other.isPresent());
        other.ifPresent(leaf -> out.hash(leaf.keyHash()).hash(leaf.valueHash()));
        return out.toBytes();
    }

    /**
     * Reads the compact form.
     *
     * @throws IllegalArgumentException if it is malformed, or not the one form of its proof
     */
    public static StateProof fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes);
        int count = in.octet() << 8 | in.octet();
        if (count > MAX_DEPTH) {
            throw new IllegalArgumentException("a state proof has at most " + MAX_DEPTH + " siblings, not " + count);
        }
        List<Hash> siblings = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            boolean full = in.flag();
            Hash sibling = full ? in.hash() : Hash.ZERO;
            if (full && sibling.equals(Hash.ZERO)) {
                throw new IllegalArgumentException("an empty sibling of a state proof is written as 0");
            }
            siblings.add(sibling);
        }
        Optional<Leaf> other = in.flag() ? Optional.of(new Leaf(in.hash(), in.hash())) : Optional.empty();
        in.end();
        return new StateProof(siblings, other);
    }

    private Hash rootFrom(Hash keyHash, Hash start) {
        byte[] path = keyHash.toBytes();
        Hash hash = start;
        for (int depth = siblings.size() - 1; depth >= 0; depth--) {
            byte[] sibling = siblings.get(depth).toBytes();
            hash = bit(path, depth) == 0
                    ? Sha256.hash(NODE, hash.toBytes(), sibling)
                    : Sha256.hash(NODE, sibling, hash.toBytes());
        }
        return hash;
    }

    private boolean sharePath(Hash a, Hash b) {
        byte[] first = a.toBytes();
        byte[] second = b.toBytes();
        for (int depth = 0; depth < siblings.size(); depth++) {
            if (bit(first, depth) != bit(second, depth)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] path, int depth) {
        return path[depth >> 3] >> (7 - (depth & 7)) & 1;
    }
}
