package io.quorate.client;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a transaction: operations of one sender that are applied all or none. Not thread-safe.
 *
 * <p>Each transaction gets a salt by chance, so the same operations may be sent again; to send the same transaction
 * again, keep it. It executes at most once, and never after its expiry.
 */
public final class TransactionBuilder {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ChainId chain;
    private final BlockTime expiry;
    private final List<byte[]> operations = new ArrayList<>();

    /**
     * For a chain.
     *
     * @param expiry the last block time at which it may execute; at most an hour after the newest block's
     */
    public TransactionBuilder(ChainId chain, BlockTime expiry) {
        this.chain = chain;
        this.expiry = expiry;
    }

    /** Adds an operation, of 1 to 256. */
    public TransactionBuilder add(Operation operation) {
        operations.add(operation.encode());
        return this;
    }

    /**
     * Signs with the sender's Ed25519 key, which stays where it is.
     *
     * @throws IllegalArgumentException if there is no operation, or more or longer ones than fit in a transaction
     */
    public Transaction sign(Signer sender) {
        byte[] chance = new byte[Transaction.SALT_BYTES];
        RANDOM.nextBytes(chance);
        ByteBuffer salt = ByteBuffer.wrap(chance);
        Transaction.Draft draft = new Transaction.Draft(
                chain,
                sender.publicKey(),
                new Transaction.Salt(salt.getLong(), salt.getLong()),
                expiry,
                List.copyOf(operations));
        return draft.signed(sender.sign(draft.signingBytes()));
    }
}
