/**
 * The one ordered map that the ledger keeps, and the Merkle root over it. See ledger.md, State, receipts, proofs.
 *
 * <p>The first byte of a key tells the two sorts apart (see {@link io.quorate.ledger.state.Space}):
 *
 * <pre>
 *   0x00 .. 0x1f   derived: tree pages and indexes; recomputable from the proven entries, in no root
 *   0x20 .. 0xff   proven: a leaf of the sparse Merkle tree for each entry
 * </pre>
 *
 * <p>Nothing here keeps a mutable store: everything is read through {@code ReadableState} and leaves as changes in an
 * {@link io.quorate.ledger.state.Overlay}. The root is a function of the set of proven entries alone, whatever the order
 * or batches they came in. May depend on protocol's port and types, and crypto.
 */
@org.jspecify.annotations.NullMarked
package io.quorate.ledger.state;
