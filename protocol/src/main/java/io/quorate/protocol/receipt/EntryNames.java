package io.quorate.protocol.receipt;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import java.util.List;
import java.util.Optional;

/**
 * Where an application keeps its entries: what a receipt calls them, and the key of the state that they lie under; and,
 * if it does, how it keeps what was executed. Total, pure and thread-safe, as the verifier is.
 */
@FunctionalInterface
public interface EntryNames {
    /** The key of an entry; none if there is no such kind, or no entry of that kind can have this name. */
    Optional<StateKey> key(String kind, String name);

    /**
     * The roots of sets of ids ({@code SparseMerkleSet}): whichever transaction of this expiry was executed, or ever will
     * be, is in one of them.
     *
     * @param kind of an entry of the state, which says this
     * @param value its bytes
     * @return none if it does not say so much, or is no such entry
     */
    default Optional<List<Hash>> executed(String kind, byte[] value, BlockTime expiry) {
        return Optional.empty();
    }
}
