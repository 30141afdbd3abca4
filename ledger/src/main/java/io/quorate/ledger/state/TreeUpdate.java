package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One batch of changes on its way through the tree: down the pages once, hashing on the way up. Used once. */
final class TreeUpdate {
    private final Overlay overlay;
    private final List<Change> changes;

    /** @param changes in the order of their paths, each path once */
    TreeUpdate(Overlay overlay, List<Change> changes) {
        this.overlay = overlay;
        this.changes = changes;
    }

    /** A leaf's new value hash, or none where the leaf goes. */
    static final class Change implements Comparable<Change> {
        final byte[] path;
        final Optional<byte[]> valueHash;

        Change(byte[] path, Optional<byte[]> valueHash) {
            this.path = path;
            this.valueHash = valueHash;
        }

        @Override
        public int compareTo(Change other) {
            return Arrays.compareUnsigned(path, other.path);
        }
    }

    Hash run() {
        byte[] top = new byte[Hash.SIZE];
        Optional<Page> stored = StateTree.page(overlay, top, 0);
        Page root = stored.orElseGet(Page::new);
        if (changes.isEmpty()) {
            return root.hash();
        }
        applyTo(root, 0, 0, changes.size());
        if (!root.isEmpty()) {
            root.rehash();
            overlay.put(StateTree.pageKey(top, 0), root.toBytes());
        } else if (stored.isPresent()) {
            overlay.delete(StateTree.pageKey(top, 0));
        }
        return root.hash();
    }

    /** The changes from one index up to another, all of which lie under this page. */
    private void applyTo(Page page, int depth, int from, int to) {
        int first = from;
        while (first < to) {
            int slot = StateTree.nibble(changes.get(first).path, depth);
            int next = first + 1;
            while (next < to && StateTree.nibble(changes.get(next).path, depth) == slot) {
                next++;
            }
            applyToSlot(page, slot, depth + 1, first, next);
            first = next;
        }
    }

    private void applyToSlot(Page parent, int slot, int depth, int from, int to) {
        Change first = changes.get(from);
        if (parent.isBranch(slot)) {
            Page child = StateTree.page(overlay, first.path, depth)
                    .orElseThrow(() -> new IllegalStateException("a page of the state tree is missing"));
            applyTo(child, depth, from, to);
            settle(parent, slot, child, first.path, depth, true);
            return;
        }
        boolean leaf = parent.isLeaf(slot);
        if (to - from == 1 && (!leaf || parent.hasKey(slot, first.path))) {
            first.valueHash.ifPresentOrElse(
                    valueHash -> parent.setLeaf(slot, first.path, valueHash), () -> parent.clear(slot));
            return;
        }
        if (to - from == 1 && first.valueHash.isEmpty()) {
            return; // another leaf is there: the one to remove is not
        }
        Page child = new Page();
        if (leaf) {
            child.moveLeaf(parent, slot, depth);
        }
        applyTo(child, depth, from, to);
        settle(parent, slot, child, first.path, depth, false);
    }

    /** A page stands only while two leaves or more are under it; a single leaf moves up. */
    private void settle(Page parent, int slot, Page child, byte[] path, int depth, boolean stored) {
        Optional<SparseMerkleProof.Leaf> single = child.singleLeaf(Page.ROOT);
        if (child.isEmpty() || single.isPresent()) {
            single.ifPresentOrElse(
                    leaf -> parent.setLeaf(
                            slot, leaf.keyHash().toBytes(), leaf.valueHash().toBytes()),
                    () -> parent.clear(slot));
            if (stored) {
                overlay.delete(StateTree.pageKey(path, depth));
            }
            return;
        }
        child.rehash();
        overlay.put(StateTree.pageKey(path, depth), child.toBytes());
        parent.setBranch(slot, child.hash());
    }
}
