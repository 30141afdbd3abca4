package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A signed batch of operations, applied all or none. See ledger.md, Transactions.
 *
 * <p>It is held as the exact bytes that travel, and never encoded again:
 *
 * <pre>
 *   chain id 32 | sender 32 | salt 16 | expiry 8 | operation count 2 | (length 4 | operation)* | signature 64
 * </pre>
 *
 * <p>all big-endian; everything but the signature is what is signed (after the domain tag). What an operation means is
 * the application's affair. Immutable. The signature is not checked here: see {@code Verified}.
 */
public final class Transaction {
    /** The most bytes a transaction has, unless it brings evidence. */
    public static final int MAX_BYTES = 64 * 1024;

    /**
     * The most bytes of one that brings evidence, which may hold the longest of the others: a single operation. What the
     * operation is, the application sees to.
     */
    public static final int MAX_EVIDENCE_BYTES = MAX_BYTES + 8 * 1024;

    /** The most operations it holds. */
    public static final int MAX_OPERATIONS = 256;

    /** Length of the salt, in bytes. */
    public static final int SALT_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final int FIXED_BYTES = Hash.SIZE + KEY_BYTES + SALT_BYTES + Long.BYTES + Short.BYTES;
    private static final byte[] SIGNING_DOMAIN = "quorate.transaction.v1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ID_DOMAIN = "quorate.transaction.id.v1".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final ChainId chain;
    private final PublicKey sender;
    private final BlockTime expiry;
    private final List<byte[]> operations;
    private final TransactionId id;

    private Transaction(byte[] bytes, ChainId chain, PublicKey sender, BlockTime expiry, List<byte[]> operations) {
        this.bytes = bytes;
        this.chain = chain;
        this.sender = sender;
        this.expiry = expiry;
        this.operations = operations;
        this.id = new TransactionId(Sha256.hash(ID_DOMAIN, body()));
    }

    /**
     * Reads the bytes that travel.
     *
     * @throws IllegalArgumentException if they are too long, cut short, have bytes left over or hold no operation
     */
    public static Transaction fromBytes(byte[] bytes) {
        if (bytes.length > MAX_EVIDENCE_BYTES) {
            throw tooLong(bytes);
        }
        if (bytes.length < FIXED_BYTES + SIGNATURE_BYTES) {
            throw new IllegalArgumentException("a transaction of " + bytes.length + " bytes is cut short");
        }
        byte[] copy = Arrays.copyOf(bytes, bytes.length);
        ByteBuffer in = ByteBuffer.wrap(copy, 0, copy.length - SIGNATURE_BYTES);
        ChainId chain = new ChainId(Hash.of(take(in, Hash.SIZE)));
        PublicKey sender = PublicKey.of(take(in, KEY_BYTES));
        take(in, SALT_BYTES);
        BlockTime expiry = new BlockTime(in.getLong());
        int count = Short.toUnsignedInt(in.getShort());
        if (count < 1 || count > MAX_OPERATIONS) {
            throw new IllegalArgumentException(
                    "a transaction has 1 to " + MAX_OPERATIONS + " operations, not " + count);
        }
        if (count > 1 && bytes.length > MAX_BYTES) {
            throw tooLong(bytes);
        }
        List<byte[]> operations = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (in.remaining() < Integer.BYTES) {
                throw new IllegalArgumentException("operation " + i + " of a transaction is cut short");
            }
            operations.add(take(in, in.getInt()));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("a transaction has " + in.remaining() + " bytes left over");
        }
        return new Transaction(copy, chain, sender, expiry, List.copyOf(operations));
    }

    private static IllegalArgumentException tooLong(byte[] bytes) {
        return new IllegalArgumentException("a transaction has at most " + MAX_BYTES + " bytes, not " + bytes.length);
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a part of a transaction is cut short");
        }
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    /** 16 bytes that tell apart transactions of the same content. */
    public record Salt(long high, long low) {}

    /** What is to be signed and sent: everything but the signature. */
    public record Draft(ChainId chain, PublicKey sender, Salt salt, BlockTime expiry, List<byte[]> operations) {
        /** The body's bytes, before the signature. */
        private byte[] body() {
            int size = FIXED_BYTES;
            for (byte[] operation : operations) {
                size = Math.addExact(size, Integer.BYTES + operation.length);
            }
            ByteBuffer out = ByteBuffer.allocate(size)
                    .put(chain.hash().toBytes())
                    .put(sender.toBytes())
                    .putLong(salt.high())
                    .putLong(salt.low())
                    .putLong(expiry.millis())
                    .putShort((short) operations.size());
            for (byte[] operation : operations) {
                out.putInt(operation.length).put(operation);
            }
            return out.array();
        }

        /** The bytes to sign. */
        public byte[] signingBytes() {
            return concat(SIGNING_DOMAIN, body());
        }

        /**
         * The transaction, once signed.
         *
         * @throws IllegalArgumentException if a limit is broken
         */
        public Transaction signed(Signature signature) {
            return fromBytes(concat(body(), signature.toBytes()));
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private byte[] body() {
        return Arrays.copyOf(bytes, bytes.length - SIGNATURE_BYTES);
    }

    /** The whole bytes, signature included. The array is shared for speed: never change it. */
    public byte[] bytes() {
        return bytes;
    }

    /** Length of the whole, in bytes. */
    public int size() {
        return bytes.length;
    }

    /** What the sender signed: domain tag and body. */
    public byte[] signingBytes() {
        return concat(SIGNING_DOMAIN, body());
    }

    /** The sender's signature. */
    public Signature signature() {
        return Signature.of(Arrays.copyOfRange(bytes, bytes.length - SIGNATURE_BYTES, bytes.length));
    }

    /** The chain it is for. */
    public ChainId chain() {
        return chain;
    }

    /** Whose key signed it. */
    public PublicKey sender() {
        return sender;
    }

    /** The last block time at which it may execute. */
    public BlockTime expiry() {
        return expiry;
    }

    /** The operations, encoded by the application. The arrays are shared: never change them. */
    public List<byte[]> operations() {
        return operations;
    }

    /** The hash of what was signed. */
    public TransactionId id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Transaction transaction && Arrays.equals(bytes, transaction.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "transaction " + id.shortHex();
    }
}
