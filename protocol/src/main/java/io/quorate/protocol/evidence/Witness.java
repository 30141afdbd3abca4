package io.quorate.protocol.evidence;

import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorSet;
import java.util.List;
import java.util.Optional;

/**
 * What one node kept, as far as {@link Forensics} asks for it: its disk, or what it tells. No set and no signature of it is
 * believed; which blocks it holds is its own word.
 */
public interface Witness {
    /** The height of its highest final block; empty before genesis. */
    Optional<Height> head();

    /** See {@link BlockStore#oldest}. */
    Height oldest();

    /** The final block that it has at a height. */
    Optional<BlockId> block(Height height);

    /** How an epoch begins, if it has begun. */
    Optional<Start> epoch(Epoch epoch);

    /** See {@link BlockStore#certificates}; of each round and kind one at most. */
    List<Certificate> certificates(Round from, int limit);

    /**
     * How an epoch begins.
     *
     * @param height of the block that it begins after
     * @param set of its validators
     * @param proof that header, which names the set, and its finalization; empty of the first epoch, or if not at hand
     */
    record Start(Height height, ValidatorSet set, Optional<Proof> proof) {}

    /** The header of a block, and what shows it final. */
    record Proof(BlockHeader header, Certificate finalization) {}

    /** A node's disk. */
    static Witness of(BlockStore store) {
        return new Witness() {
            @Override
            public Optional<Height> head() {
                return store.head().map(head -> head.block().height());
            }

            @Override
            public Height oldest() {
                return store.oldest();
            }

            @Override
            public Optional<BlockId> block(Height height) {
                return store.header(height).map(BlockHeader::id);
            }

            @Override
            public Optional<Start> epoch(Epoch epoch) {
                return store.epoch(epoch).map(start -> new Start(start.height(), start.set(), proof(start.height())));
            }

            private Optional<Proof> proof(Height height) {
                return store.finalization(height)
                        .flatMap(finalization -> store.header(height).map(header -> new Proof(header, finalization)));
            }

            @Override
            public List<Certificate> certificates(Round from, int limit) {
                return store.certificates(from, limit);
            }
        };
    }
}
