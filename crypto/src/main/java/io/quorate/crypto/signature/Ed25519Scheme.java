package io.quorate.crypto.signature;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * What every Ed25519 implementation does the same way, so that all give one verdict (consensus.md, Evidence: one
 * equation, the strict unbatched one, on every node): the checks of the key and of the encoding before the equation.
 */
abstract class Ed25519Scheme implements SignatureScheme {
    static final String ID = "ed25519";
    static final int KEY_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;
    static final int SEED_BYTES = 32;

    /** Keys remembered with the verdict on them; the least used go first. A few MB at most. */
    private static final int REMEMBERED_KEYS = 16_384;

    private final Cache<PublicKey, Boolean> canonicalKeys =
            Caffeine.newBuilder().maximumSize(REMEMBERED_KEYS).build();

    /** The equation alone, for a canonical key of full order and a signature of the right length. */
    abstract boolean verifyChecked(byte[] key, byte[] message, byte[] signature);

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

    // ledger.md, Transactions: a sender's key is canonical and of full order
    @Override
    public final boolean isCanonicalKey(PublicKey key) {
        return key.length() == KEY_BYTES
                && canonicalKeys.get(key, unknown -> Ed25519.validatePublicKeyFull(unknown.toBytes(), 0));
    }

    @Override
    public final boolean verify(PublicKey key, byte[] message, Signature signature) {
        return signature.length() == SIGNATURE_BYTES
                && isCanonicalKey(key)
                && verifyChecked(key.toBytes(), message, signature.toBytes());
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
}
