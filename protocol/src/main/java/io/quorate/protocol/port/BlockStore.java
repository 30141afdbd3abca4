package io.quorate.protocol.port;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import java.util.List;
import java.util.Optional;

/**
 * Finalized blocks, their certificates and receipts, and the state they leave.
 *
 * <p>Kept for as long as the store: every block with its receipts and its own finalization, if it has one, and the start
 * of every epoch. An epoch's last block always has a finalization of its own, so the way from any epoch's set to any later
 * one can be shown: one block, certificate and set for each epoch at most (see {@code protocol.receipt}). An operator may have
 * old blocks removed; genesis and each epoch's last block stay, so that way stays, too.
 *
 * <p>Reads may come from any thread and see whole commits only. {@link #commit} and {@link #sync} come from the replica's
 * thread. Any failure to write throws {@link StorageException}, and the caller stops.
 */
public interface BlockStore {
    /** The highest finalized block, its epoch's start, and what is needed to go on from there; empty before genesis. */
    Optional<Head> head();

    /**
     * The height from which on every block is here; of those below it, which were removed, only genesis and each epoch's
     * last.
     */
    default Height oldest() {
        return Height.ZERO;
    }

    /** A finalized block by height. */
    Optional<Block> block(Height height);

    /** The header of a finalized block; a store may have it without reading the body. */
    default Optional<BlockHeader> header(Height height) {
        return block(height).map(Block::header);
    }

    /** A finalized block by id. */
    Optional<Block> block(BlockId id);

    /** The receipts of a finalized block. */
    Optional<List<Receipt>> receipts(Height height);

    /** What happened in a finalized block, in order; nothing if there is no such block. */
    List<Application.Event> events(Height height);

    /** The finalization of the block at a height, if it was certified by itself and not through a descendant. */
    Optional<Certificate> finalization(Height height);

    /**
     * Certificates of all kinds that came with the commits of the {@linkplain io.quorate.protocol.types.Evidence#WINDOW
     * evidence window}: those of rounds from {@code from} on, in the order of rounds and kinds.
     *
     * @param limit the most to return, at least 1
     */
    List<Certificate> certificates(Round from, int limit);

    /** Where a finalized transaction stands. */
    Optional<Location> locate(TransactionId id);

    /** The start of an epoch, if it has begun. */
    Optional<EpochStart> epoch(Epoch epoch);

    /** The state that the head leaves; moves on with each commit. */
    ReadableState state();

    /**
     * The state of the newest commit, unmoved by later ones; for readers on other threads than the replica's.
     *
     * @throws IllegalStateException before genesis
     */
    StateSnapshot snapshot();

    /** Writes all changes of one finalized block in one atomic batch. Readable at once; durable after {@link #sync}. */
    void commit(Commit commit);

    /** Returns when all commits so far are durable, those of an earlier process included. */
    void sync();

    /**
     * All that one finalized block changes.
     *
     * @param events what happened in it, for whoever asks later
     * @param finalization its own certificate, if it has one
     * @param next the epoch that begins with it as view 0, if it is the last block of its own
     * @param held certificates that were formed or first received since the commit before
     */
    record Commit(
            Block block,
            List<Receipt> receipts,
            StateChanges changes,
            List<Application.Event> events,
            Optional<Certificate> finalization,
            Optional<EpochStart> next,
            List<Certificate> held) {
        /** Copies the lists. */
        public Commit {
            receipts = List.copyOf(receipts);
            events = List.copyOf(events);
            held = List.copyOf(held);
        }
    }

    /**
     * The highest finalized block.
     *
     * @param epoch the epoch that the next block belongs to
     */
    record Head(Block block, EpochStart epoch) {}

    /** How an epoch begins: the block that its view 0 stands for, and its set. */
    record EpochStart(Epoch epoch, BlockId block, Height height, BlockTime time, Hash stateRoot, ValidatorSet set) {}

    /** A position in the chain. */
    record Location(Height height, int index) {}
}
