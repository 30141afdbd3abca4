package io.quorate.crypto.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * What every Ed25519 implementation does the same way, so that all give one verdict (consensus.md, Evidence: one
 * equation, the strict unbatched one, on every node).
 *
 * <p>A signature (R, S) of a message M by a key A is good exactly if A is canonical, on the curve and of full order;
 * S is below the order of the group; R is not the neutral element; and R is, byte for byte, the encoding of
 * S·B - H(R, A, M)·A. It follows that R is canonical and of full order, too.
 *
 * @param <K> a key as the library has it once parsed
 */
abstract class Ed25519Scheme<K> implements SignatureScheme {
    static final String ID = "ed25519";
    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;
    static final int SEED_BYTES = 32;

    /** Keys remembered, good or bad; those little used go first. At most some 10 MB. */
    private static final int REMEMBERED_KEYS = 16_384;

    /** What R is encoded to when it is the neutral element: anyone who knows the key can make such a signature. */
    private static final byte[] NEUTRAL = neutral();

    private final Cache<PublicKey, Optional<K>> keys = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_KEYS)
            .executor(Runnable::run)
            .build();

    /** Parses a key that passed the full check. */
    abstract K parse(byte[] canonicalKey);

    /** S is below the order and R, byte for byte, solves the equation. Total; the signature has 64 bytes. */
    abstract boolean solves(K key, byte[] message, byte[] signature);

    abstract Signer signerOf(byte[] seed, byte[] publicKey);

    @Override
    public final String id() {
        return ID;
    }

    @Override
    public final int publicKeyLength() {
        return KEY_BYTES;
    }

    @Override
    public final int signatureLength() {
        return SIGNATURE_BYTES;
    }

    @Override
    public final int seedLength() {
        return SEED_BYTES;
    }

    @Override
    public final boolean isCanonicalKey(PublicKey key) {
        return parsed(key).isPresent();
    }

    @Override
    public final boolean verify(PublicKey key, byte[] message, Signature signature) {
        if (signature.length() != SIGNATURE_BYTES) {
            return false;
        }
        byte[] bytes = signature.toBytes();
        if (Arrays.equals(bytes, 0, NEUTRAL.length, NEUTRAL, 0, NEUTRAL.length)) {
            return false;
        }
        return parsed(key).filter(parsed -> solves(parsed, message, bytes)).isPresent();
    }

    @Override
    public final Signer signer(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has " + SEED_BYTES + " bytes, not " + seed.length);
        }
        byte[] own = seed.clone();
        byte[] publicKey = new byte[KEY_BYTES];
        Ed25519.generatePublicKey(own, 0, publicKey, 0);
        return signerOf(own, publicKey);
    }

    // ledger.md, Transactions: a sender's key is canonical and of full order
    private Optional<K> parsed(PublicKey key) {
        if (key.length() != KEY_BYTES) {
            return Optional.empty();
        }
        return keys.get(key, unknown -> {
            byte[] bytes = unknown.toBytes();
            return Ed25519.validatePublicKeyFull(bytes, 0) ? Optional.of(parse(bytes)) : Optional.empty();
        });
    }

    private static byte[] neutral() {
        byte[] neutral = new byte[KEY_BYTES];
        neutral[0] = 1;
        return neutral;
    }
}
