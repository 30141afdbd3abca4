package io.quorate.crypto.merkle;

import io.quorate.crypto.hash.Hash;
import java.util.List;

/**
 * That a leaf stands at an index of a list: the audit path of RFC 6962, section 2.1.1. May come from anyone: any
 * value can be built, and one that makes no sense proves nothing.
 *
 * @param index position of the leaf, from 0
 * @param leafCount number of leaves in the list
 * @param siblings what to hash the leaf with, from the leaf's level to the root's
 */
public record MerkleProof(int index, int leafCount, List<Hash> siblings) {
    public MerkleProof {
        siblings = List.copyOf(siblings);
    }

    /**
     * Whether the leaf is the one at the index in the list with this root. The root does not bind the number of
     * leaves; whoever relies on that number must know it from elsewhere, as from a block's header.
     */
    public boolean proves(Hash root, byte[] leaf) {
        if (index < 0 || index >= leafCount) {
            return false;
        }
        Hash hash = MerkleTree.leafHash(leaf);
        int position = index;
        int last = leafCount - 1;
        int used = 0;
        for (; last > 0; position >>= 1, last >>= 1) {
            boolean right = (position & 1) == 1;
            if (!right && position == last) {
                continue; // an odd last one is carried up as it is
            }
            if (used == siblings.size()) {
                return false;
            }
            Hash sibling = siblings.get(used++);
            hash = right ? MerkleTree.nodeHash(sibling, hash) : MerkleTree.nodeHash(hash, sibling);
        }
        return used == siblings.size() && hash.equals(root);
    }
}
