package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.merkle.SparseMerkleProof.Leaf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A sparse Merkle tree as its definition says it, hashed whole each time. */
final class SmallTree {
    private final TreeMap<String, String> entries = new TreeMap<>();

    SmallTree with(String key, String value) {
        entries.put(key, value);
        return this;
    }

    SmallTree copy() {
        SmallTree copy = new SmallTree();
        copy.entries.putAll(entries);
        return copy;
    }

    Optional<byte[]> value(String key) {
        return Optional.ofNullable(entries.get(key)).map(SmallTree::bytes);
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Hash root() {
        return hash(leaves(), 0);
    }

    SparseMerkleProof prove(String key) {
        Hash path = Sha256.hash(bytes(key));
        List<Hash> siblings = new ArrayList<>();
        List<Leaf> under = leaves();
        for (int depth = 0; under.size() > 1; depth++) {
            int at = depth;
            siblings.add(hash(
                    under.stream()
                            .filter(leaf -> bit(leaf.keyHash(), at) != bit(path, at))
                            .toList(),
                    depth + 1));
            under = under.stream()
                    .filter(leaf -> bit(leaf.keyHash(), at) == bit(path, at))
                    .toList();
        }
        return new SparseMerkleProof(
                siblings,
                under.stream().filter(leaf -> !leaf.keyHash().equals(path)).findFirst());
    }

    private List<Leaf> leaves() {
        List<Leaf> leaves = new ArrayList<>();
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            leaves.add(new Leaf(Sha256.hash(bytes(entry.getKey())), Sha256.hash(bytes(entry.getValue()))));
        }
        return leaves;
    }

    private static Hash hash(List<Leaf> leaves, int depth) {
        if (leaves.isEmpty()) {
            return Hash.ZERO;
        }
        if (leaves.size() == 1) {
            Leaf leaf = leaves.get(0);
            return Sha256.hash(
                    new byte[] {0}, leaf.keyHash().toBytes(), leaf.valueHash().toBytes());
        }
        return Sha256.hash(
                new byte[] {1},
                half(leaves, depth, 0).toBytes(),
                half(leaves, depth, 1).toBytes());
    }

    private static Hash half(List<Leaf> leaves, int depth, int bit) {
        return hash(
                leaves.stream()
                        .filter(leaf -> bit(leaf.keyHash(), depth) == bit)
                        .toList(),
                depth + 1);
    }

    private static int bit(Hash path, int depth) {
        return path.toBytes()[depth / 8] >> (7 - depth % 8) & 1;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
