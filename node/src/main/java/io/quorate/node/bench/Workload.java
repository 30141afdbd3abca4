package io.quorate.node.bench;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Transaction;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Makes transactions that write random values: of some senders in turn, each with a fresh key, each to a ring of keys of
 * its own, so that the state stops growing. Thread-safe.
 */
final class Workload implements Supplier<Signed> {
    /** The keys of the store that one sender writes, over and over. */
    static final int KEYS_A_SENDER = 1_000;

    private static final int NAME_DIGITS = 16;

    private final Shape shape;
    private final ChainId chain;
    private final Supplier<BlockTime> expiry;
    private final List<Signer> senders = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();
    private final SplittableRandom random;
    private long made;

    /**
     * What a transaction looks like.
     *
     * @param valueBytes length of each value
     * @param operations how many values it writes
     */
    record Shape(int valueBytes, int operations) {}

    /**
     * Makes the senders' keys.
     *
     * @param expiry of a transaction made now
     * @throws IllegalArgumentException if a transaction of this shape would break a limit, with the reason
     */
    Workload(Shape shape, ChainId chain, Supplier<BlockTime> expiry, int senders, SecureRandom random) {
        this.shape = shape;
        this.chain = chain;
        this.expiry = expiry;
        this.random = new SplittableRandom(random.nextLong());
        SignatureScheme scheme = SignatureSchemes.ed25519();
        for (int i = 0; i < senders; i++) {
            Signer signer = scheme.signer(scheme.generateSeed(random));
            this.senders.add(signer);
            prefixes.add("bench/" + signer.publicKey().toHex().substring(0, NAME_DIGITS) + "/");
        }
        var unused = transaction();
    }

    @Override
    public synchronized Signed get() {
        return Signed.of(transaction());
    }

    /** The next one. */
    synchronized Transaction transaction() {
        long number = made++;
        int sender = (int) (number % senders.size());
        long firstKey = number / senders.size() * shape.operations();
        List<byte[]> operations = new ArrayList<>(shape.operations());
        for (int i = 0; i < shape.operations(); i++) {
            byte[] value = new byte[shape.valueBytes()];
            random.nextBytes(value);
            String key = prefixes.get(sender) + (firstKey + i) % KEYS_A_SENDER;
            operations.add(new Operation.PutValue(key, Bytes.of(value), Optional.empty()).encode());
        }
        Signer signer = senders.get(sender);
        Transaction.Draft draft = new Transaction.Draft(
                chain, signer.publicKey(), new Transaction.Salt(random.nextLong(), number), expiry.get(), operations);
        return draft.signed(signer.sign(draft.signingBytes()));
    }
}
