package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The definition of the tree, word by word, from all leaves at once: slow and plainly right. */
final class ReferenceTree {
    private ReferenceTree() {}

    /** @param leaves value hash by key hash */
    static Hash root(SortedMap<Hash, Hash> leaves) {
        return root(new ArrayList<>(leaves.entrySet()), 0);
    }

    private static Hash root(List<Map.Entry<Hash, Hash>> leaves, int depth) {
        if (leaves.isEmpty()) {
            return Hash.ZERO;
        }
        if (leaves.size() == 1) {
            return Sha256.hash(
                    new byte[] {0},
                    leaves.get(0).getKey().toBytes(),
                    leaves.get(0).getValue().toBytes());
        }
        List<Map.Entry<Hash, Hash>> left = new ArrayList<>();
        List<Map.Entry<Hash, Hash>> right = new ArrayList<>();
        for (Map.Entry<Hash, Hash> leaf : leaves) {
            boolean one = ((leaf.getKey().toBytes()[depth / 8] >> (7 - depth % 8)) & 1) == 1;
            (one ? right : left).add(leaf);
        }
        return Sha256.hash(
                new byte[] {1},
                root(left, depth + 1).toBytes(),
                root(right, depth + 1).toBytes());
    }
}
