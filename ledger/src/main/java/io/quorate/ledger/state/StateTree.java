package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sparse Merkle tree over the proven entries of a state.
 *
 * <p>A leaf's path is the 256 bits of SHA-256 of its key, the first bit at the top. A subtree without leaves hashes to
 * {@link Hash#ZERO}; one with a single leaf to that leaf's hash, so a leaf sits at its shortest unique prefix; any other
 * to its node's:
 *
 * <pre>
 *   leaf = SHA-256(0x00 || SHA-256(key) || SHA-256(value))      node = SHA-256(0x01 || left || right)
 * </pre>
 *
 * <p>Nodes are stored in pages of four levels under derived keys, so a block's changes read, hash and write each page on
 * their paths once. Pure functions; safe from any thread.
 */
public final class StateTree {
    private StateTree() {}

    /** The root of a state. */
    public static Hash root(ReadableState state) {
        return page(state, new byte[Hash.SIZE], 0).map(Page::hash).orElse(Hash.ZERO);
    }

    /** Brings the pages up to date with the proven changes of an overlay, adds them to it, and gives the new root. */
    public static Hash update(Overlay overlay) {
        List<TreeUpdate.Change> changes = new ArrayList<>();
        overlay.changes()
                .tailMap(Space.FIRST_PROVEN_KEY)
                .forEach((key, value) -> changes.add(new TreeUpdate.Change(
                        pathOf(key), value.map(bytes -> Sha256.hash(bytes).toBytes()))));
        changes.sort(null);
        return new TreeUpdate(overlay, changes).run();
    }

    /** What shows, against the root of this state, that a key has its value or that it has none. */
    public static SparseMerkleProof prove(ReadableState state, StateKey key) {
        return prove(state, pathOf(key));
    }

    static SparseMerkleProof prove(ReadableState state, byte[] path) {
        List<Hash> siblings = new ArrayList<>();
        Optional<Page> found = page(state, path, 0);
        for (int depth = 0; found.isPresent(); depth++) {
            Page page = found.get();
            int slot = Page.SLOTS + nibble(path, depth);
            for (int level = Page.LEVELS; level >= 0; level--) {
                int node = slot >> level;
                if (page.isEmpty(node)) {
                    return new SparseMerkleProof(siblings, Optional.empty());
                }
                Optional<SparseMerkleProof.Leaf> single = page.singleLeaf(node);
                if (single.isPresent()) {
                    boolean other = !single.get().keyHash().equals(Hash.of(path));
                    return new SparseMerkleProof(siblings, other ? single : Optional.empty());
                }
                if (level > 0) {
                    siblings.add(page.hash((slot >> (level - 1)) ^ 1));
                }
            }
            found = page(state, path, depth + 1);
        }
        if (siblings.isEmpty()) {
            return new SparseMerkleProof(siblings, Optional.empty());
        }
        throw new IllegalStateException("a page of the state tree is missing");
    }

    static byte[] pathOf(StateKey key) {
        return Sha256.hash(key.toBytes()).toBytes();
    }

    static int nibble(byte[] path, int depth) {
        int octet = path[depth >> 1];
        return (depth & 1) == 0 ? (octet >> 4) & 0xf : octet & 0xf;
    }

    static Optional<Page> page(ReadableState state, byte[] path, int depth) {
        return state.get(pageKey(path, depth)).map(Page::fromBytes);
    }

    /** Depth, in pages, and the nibbles that lead to it. */
    static StateKey pageKey(byte[] path, int depth) {
        byte[] name = new byte[1 + (depth + 1) / 2];
        name[0] = (byte) depth;
        System.arraycopy(path, 0, name, 1, name.length - 1);
        if ((depth & 1) == 1) {
            name[name.length - 1] &= (byte) 0xf0;
        }
        return Space.TREE_PAGE.key(name);
    }
}
