package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.SparseMerkleProof;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Four levels of the tree: nodes 1 (the page's root) to 15, and below them 16 slots (as nodes, 16 to 31). A slot is empty, a leaf,
 * or the hash of the page below it. Stored as
 *
 * <pre>
 *   which slots are leaves 2 | which are pages 2 | (key hash 32, value hash 32 | page hash 32)* | node hash 32 *
 * </pre>
 *
 * <p>with the hashes of those of the nodes 1 to 15 that have two leaves or more under them, so that a change hashes its
 * path only. Mutable, of one thread; {@link #rehash} after changes and before hashes are read.
 */
final class Page {
    static final int LEVELS = 4;
    static final int SLOTS = 1 << LEVELS;
    static final int ROOT = 1;

    private static final byte LEAF_TAG = 0;
    private static final byte NODE_TAG = 1;
    private static final int ENTRY = 2 * Hash.SIZE;

    private final byte[] slots = new byte[SLOTS * ENTRY];
    private final byte[] nodes = new byte[SLOTS * Hash.SIZE];
    private int leaves;
    private int branches;
    private int changed;

    static Page fromBytes(byte[] bytes) {
        Page page = new Page();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        page.leaves = Short.toUnsignedInt(in.getShort());
        page.branches = Short.toUnsignedInt(in.getShort());
        for (int slot = 0; slot < SLOTS; slot++) {
            if (page.isLeaf(slot)) {
                in.get(page.slots, slot * ENTRY, ENTRY);
            } else if (page.isBranch(slot)) {
                in.get(page.slots, slot * ENTRY, Hash.SIZE);
            }
        }
        for (int node = ROOT; node < SLOTS; node++) {
            if (page.isInner(node)) {
                in.get(page.nodes, node * Hash.SIZE, Hash.SIZE);
            }
        }
        return page;
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(2 * Short.BYTES
                + Integer.bitCount(leaves) * ENTRY
                + Integer.bitCount(branches) * Hash.SIZE
                + (SLOTS - 1) * Hash.SIZE);
        out.putShort((short) leaves).putShort((short) branches);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (isLeaf(slot)) {
                out.put(slots, slot * ENTRY, ENTRY);
            } else if (isBranch(slot)) {
                out.put(slots, slot * ENTRY, Hash.SIZE);
            }
        }
        for (int node = ROOT; node < SLOTS; node++) {
            if (isInner(node)) {
                out.put(nodes, node * Hash.SIZE, Hash.SIZE);
            }
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    boolean isLeaf(int slot) {
        return (leaves >> slot & 1) == 1;
    }

    boolean isBranch(int slot) {
        return (branches >> slot & 1) == 1;
    }

    boolean isEmpty() {
        return (leaves | branches) == 0;
    }

    /** Whether nothing is under a node (1 to 31). */
    boolean isEmpty(int node) {
        return occupied(node) == 0;
    }

    /** The only leaf under a node (1 to 31), if there is exactly one. */
    Optional<SparseMerkleProof.Leaf> singleLeaf(int node) {
        int under = occupied(node);
        if (under == 0 || !isSingleLeaf(under)) {
            return Optional.empty();
        }
        int slot = Integer.numberOfTrailingZeros(under);
        return Optional.of(
                new SparseMerkleProof.Leaf(hashAt(slots, slot * ENTRY), hashAt(slots, slot * ENTRY + Hash.SIZE)));
    }

    boolean hasKey(int slot, byte[] keyHash) {
        int at = slot * ENTRY;
        return Arrays.equals(slots, at, at + Hash.SIZE, keyHash, 0, Hash.SIZE);
    }

    void setLeaf(int slot, byte[] keyHash, byte[] valueHash) {
        clear(slot);
        leaves |= 1 << slot;
        System.arraycopy(keyHash, 0, slots, slot * ENTRY, Hash.SIZE);
        System.arraycopy(valueHash, 0, slots, slot * ENTRY + Hash.SIZE, Hash.SIZE);
    }

    void setBranch(int slot, Hash hash) {
        clear(slot);
        branches |= 1 << slot;
        System.arraycopy(hash.toBytes(), 0, slots, slot * ENTRY, Hash.SIZE);
    }

    void clear(int slot) {
        leaves &= ~(1 << slot);
        branches &= ~(1 << slot);
        changed |= 1 << slot;
    }

    /** Takes over the leaf of a slot above, at its own place in this page. */
    void moveLeaf(Page parent, int slot, int depth) {
        byte[] keyHash = hashAt(parent.slots, slot * ENTRY).toBytes();
        setLeaf(
                StateTree.nibble(keyHash, depth),
                keyHash,
                hashAt(parent.slots, slot * ENTRY + Hash.SIZE).toBytes());
    }

    /** Hashes the nodes above the slots that changed, from the bottom up. */
    void rehash() {
        for (int node = SLOTS - 1; node >= ROOT; node--) {
            if ((changed & under(node)) != 0) {
                hashNode(node);
            }
        }
        changed = 0;
    }

    /** The hash of the whole page. */
    Hash hash() {
        return hash(ROOT);
    }

    /** The hash of a node (1 to 31). */
    Hash hash(int node) {
        byte[] hash = new byte[Hash.SIZE];
        hashInto(node, hash, 0);
        return Hash.of(hash);
    }

    private void hashNode(int node) {
        if (isInner(node)) {
            byte[] preimage = new byte[1 + 2 * Hash.SIZE];
            preimage[0] = NODE_TAG;
            hashInto(2 * node, preimage, 1);
            hashInto(2 * node + 1, preimage, 1 + Hash.SIZE);
            System.arraycopy(Sha256.hash(preimage).toBytes(), 0, nodes, node * Hash.SIZE, Hash.SIZE);
        }
    }

    private void hashInto(int node, byte[] out, int at) {
        int under = occupied(node);
        if (under == 0) {
            return; // Hash.ZERO, as a new array is
        }
        if (isSingleLeaf(under)) {
            byte[] preimage = new byte[1 + ENTRY];
            preimage[0] = LEAF_TAG;
            System.arraycopy(slots, Integer.numberOfTrailingZeros(under) * ENTRY, preimage, 1, ENTRY);
            System.arraycopy(Sha256.hash(preimage).toBytes(), 0, out, at, Hash.SIZE);
        } else if (node >= SLOTS) {
            System.arraycopy(slots, (node - SLOTS) * ENTRY, out, at, Hash.SIZE);
        } else {
            System.arraycopy(nodes, node * Hash.SIZE, out, at, Hash.SIZE);
        }
    }

    /** Whether a node (1 to 15) has two leaves or more under it. */
    private boolean isInner(int node) {
        int under = occupied(node);
        return under != 0 && !isSingleLeaf(under);
    }

    private boolean isSingleLeaf(int under) {
        return Integer.bitCount(under) == 1 && (under & leaves) != 0;
    }

    private int occupied(int node) {
        return (leaves | branches) & under(node);
    }

    /** The slots under a node (1 to 31), as bits. */
    private static int under(int node) {
        int levelsBelow = LEVELS - (31 - Integer.numberOfLeadingZeros(node));
        int first = (node << levelsBelow) - SLOTS;
        int count = 1 << levelsBelow;
        return ((1 << count) - 1) << first;
    }

    private static Hash hashAt(byte[] bytes, int at) {
        return Hash.of(Arrays.copyOfRange(bytes, at, at + Hash.SIZE));
    }
}
