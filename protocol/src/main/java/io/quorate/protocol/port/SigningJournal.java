package io.quorate.protocol.port;

import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Vote;
import java.util.List;

/**
 * The durable memory of what a replica signed and what that rests on: an append-only log with one sync a step.
 *
 * <p>It stores; which vote may be signed is decided by {@code consensus.VotingHistory}, rebuilt from {@link #recover}.
 * See consensus.md, Persist before send. Any failure to write throws {@link StorageException}, and the caller stops.
 */
public interface SigningJournal {
    /** Everything it holds, oldest first; read once, before the first append. */
    List<Entry> recover();

    /** Adds an entry; durable after the next {@link #sync}. Order is kept. */
    void append(Entry entry);

    /** Returns when every entry appended is durable. Does nothing if there is none since the last call. */
    void sync();

    /** Whether it has grown enough that {@link #replace} is worth its cost. */
    boolean isFull();

    /**
     * Durably replaces everything by these entries. Called only after what the dropped ones were for is durable
     * elsewhere: the floor first, then live votes, certificates, blocks and evidence.
     */
    void replace(List<Entry> live);

    /** One entry. */
    sealed interface Entry {
        /** A vote that this replica signed. */
        record Signed(Vote vote) implements Entry {}

        /** A certificate that it holds. */
        record Held(Certificate certificate) implements Entry {}

        /** A block that it holds and that is not final. */
        record Stored(Block block) implements Entry {}

        /** Evidence that is not recorded on chain, as far as it is known. */
        record Accused(Evidence evidence) implements Entry {}

        /** Nothing is signed in this round or one before. */
        record Floor(Round round) implements Entry {}
    }
}
