package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import java.util.List;
import java.util.Optional;

/**
 * All that shows, to someone who has only the chain's genesis, what the network decided: what is claimed with its Merkle
 * proof, the header it is proven under, the certificate that makes it final, and what leads from genesis to the set that
 * signed it. Nothing is checked here but sizes: see {@code protocol.receipt}.
 *
 * @param checkpoint where trust begins instead of at genesis, for those who know that block from elsewhere
 * @param steps the way of trust: certified headers with their sets, the earliest first. The last is the block that makes
 *     the claim's final
 * @param descent the headers from the one that the claim is proven under to the last step's parent, if that is another
 * @param seal a digest of everything else, against damage; it vouches for nothing
 */
public record ChainReceipt(
        Optional<Checkpoint> checkpoint, List<Step> steps, List<BlockHeader> descent, Claim claim, Hash seal) {
    /** The longest form, in bytes. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    /** The most steps from the beginning of trust to the certified block. */
    public static final int MAX_STEPS = 1_024;

    /** The most headers between the claim's block and the one with a certificate of its own. */
    public static final int MAX_DESCENT = 1_024;

    /** The longest kind of an entry, in bytes of UTF-8. */
    public static final int MAX_KIND_BYTES = 32;

    /** The longest name of an entry, in bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 512;

    /** The most sets that show that a transaction was not executed. */
    public static final int MAX_GAPS = 16_384;

    /** The longest value of an entry, and the longest receipt of a transaction, in bytes. */
    public static final int MAX_CONTENT_BYTES = 1024 * 1024;

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException if one is too long, or there is no step
     */
    public ChainReceipt {
        require(!steps.isEmpty() && steps.size() <= MAX_STEPS, "a receipt has 1 to " + MAX_STEPS + " steps");
        require(descent.size() <= MAX_DESCENT, "a receipt descends by at most " + MAX_DESCENT + " headers");
        steps = List.copyOf(steps);
        descent = List.copyOf(descent);
    }

    /** A block that is trusted as it is, and the set of its epoch. */
    public record Checkpoint(BlockHeader header, ValidatorSet set) {}

    /** A block, its finalization, and the set of its epoch. */
    public record Step(BlockHeader header, Certificate certificate, ValidatorSet set) {}

    /** What is claimed. */
    public sealed interface Claim {}

    /**
     * That an entry of the state has a value, or that there is none of this name.
     *
     * @param kind what the application calls this sort of entry, such as {@code decision}
     * @param name its name among those, such as a decision's topic
     * @param value its bytes; none if the claim is that there is no entry
     */
    public record Entry(String kind, String name, Optional<byte[]> value, SparseMerkleProof proof) implements Claim {
        /**
         * Checks the length of the value.
         *
         * @throws IllegalArgumentException if it is too long
         */
        public Entry {
            require(value.map(bytes -> bytes.length).orElse(0) <= MAX_CONTENT_BYTES, "the value is too long");
        }
    }

    /**
     * That a transaction was executed, with this receipt.
     *
     * @param receipt its receipt, whose canonical bytes are the leaf of the header's receipts root
     * @param index its place in the block
     * @param siblings the Merkle path, from the leaf's level up; how many leaves there are is the header's to say
     */
    public record Execution(Receipt receipt, int index, List<Hash> siblings) implements Claim {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if the index is negative
         */
        public Execution {
            require(index >= 0, "an index is not negative");
            siblings = List.copyOf(siblings);
        }
    }

    /**
     * That a transaction of an expiry was not executed, and never will be. That it has this expiry is not shown: whoever
     * has the transaction knows.
     *
     * @param entry the entry of the state that tells what was executed
     * @param gaps that the id is in none of the sets which the entry names for the expiry, in their order
     */
    public record Unexecuted(TransactionId id, BlockTime expiry, Entry entry, List<SparseMerkleProof> gaps)
            implements Claim {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is too long
         */
        public Unexecuted {
            require(gaps.size() <= MAX_GAPS, "there are more than " + MAX_GAPS + " sets");
            gaps = List.copyOf(gaps);
        }
    }

    /** The block whose certificate makes the claim's final. */
    public Step last() {
        return steps.get(steps.size() - 1);
    }

    /** The header that the claim is proven under. */
    public BlockHeader proven() {
        return descent.isEmpty() ? last().header() : descent.get(0);
    }

    /** This with another seal. */
    public ChainReceipt sealed(Hash other) {
        return new ChainReceipt(checkpoint, steps, descent, claim, other);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
