package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a block commits to, its own result included. See consensus.md, Blocks and execution.
 *
 * @param version protocol version
 * @param chain the chain it belongs to
 * @param epoch the epoch it was proposed in
 * @param height its position
 * @param parent the block before it
 * @param proposer the leader of the view of its first proposal
 * @param time block time
 * @param transactionCount how many transactions the body holds
 * @param bodySize the sum of their lengths, in bytes
 * @param transactionsRoot Merkle root of the whole transactions, signatures included
 * @param receiptsRoot Merkle root of their receipts
 * @param stateRoot root of the state after executing it
 * @param validators hash of the set that finalizes it
 * @param nextValidators hash of the next epoch's set in an epoch's last block; of its own in any other
 */
public record BlockHeader(
        int version,
        ChainId chain,
        Epoch epoch,
        Height height,
        BlockId parent,
        ValidatorIndex proposer,
        BlockTime time,
        int transactionCount,
        int bodySize,
        Hash transactionsRoot,
        Hash receiptsRoot,
        Hash stateRoot,
        Hash validators,
        Hash nextValidators) {
    /** The version that this code speaks. */
    public static final int VERSION = 1;

    /**
     * Checks the counts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public BlockHeader {
        if (transactionCount < 0 || bodySize < 0) {
            throw new IllegalArgumentException("a header counts no fewer than 0 transactions and bytes");
        }
    }

    /** Length of the canonical form, in bytes. */
    public static final int BYTES = 3 * Integer.BYTES + 3 * Long.BYTES + Integer.BYTES + 7 * Hash.SIZE;

    private static final byte[] DOMAIN = "quorate.header.v1".getBytes(StandardCharsets.US_ASCII);

    /** The canonical form: the parts in their order, big-endian, fixed width. It is what the id hashes and what travels. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .putInt(version)
                .put(chain.hash().toBytes())
                .putLong(epoch.number())
                .putLong(height.number())
                .put(parent.hash().toBytes())
                .putInt(proposer.number())
                .putLong(time.millis())
                .putInt(transactionCount)
                .putInt(bodySize)
                .put(transactionsRoot.toBytes())
                .put(receiptsRoot.toBytes())
                .put(stateRoot.toBytes())
                .put(validators.toBytes())
                .put(nextValidators.toBytes())
                .array();
    }

    /**
     * Reads the canonical form.
     *
     * @throws IllegalArgumentException if the length is wrong or a part is out of range
     */
    public static BlockHeader fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a header has " + BYTES + " bytes, not " + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new BlockHeader(
                in.getInt(),
                new ChainId(hash(in)),
                new Epoch(in.getLong()),
                new Height(in.getLong()),
                new BlockId(hash(in)),
                new ValidatorIndex(in.getInt()),
                new BlockTime(in.getLong()),
                in.getInt(),
                in.getInt(),
                hash(in),
                hash(in),
                hash(in),
                hash(in),
                hash(in));
    }

    private static Hash hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash.SIZE];
        in.get(bytes);
        return Hash.of(bytes);
    }

    /** The block's name: SHA-256 over the domain tag "quorate.header.v1" and the canonical form. */
    public BlockId id() {
        return new BlockId(Sha256.hash(DOMAIN, toBytes()));
    }
}
