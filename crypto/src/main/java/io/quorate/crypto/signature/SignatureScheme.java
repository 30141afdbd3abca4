package io.quorate.crypto.signature;

import java.security.SecureRandom;

/** A signature scheme. Thread-safe. */
public interface SignatureScheme {
    /** Its name in genesis files, such as {@code ed25519}. */
    String id();

    /** Length of a public key, in bytes. */
    int publicKeyLength();

    /** Length of the longest signature, in bytes. */
    int signatureLength();

    /** Length of the seed that a key pair is made from, in bytes. */
    int seedLength();

    /** Whether a key is in canonical encoding and of full order. What verification demands of every key. */
    boolean isCanonicalKey(PublicKey key);

    /** Whether the signature is good. Total: false for anything malformed, never an exception. */
    boolean verify(PublicKey key, byte[] message, Signature signature);

    /**
     * The signer of a seed.
     *
     * @throws IllegalArgumentException if the seed has another length
     */
    Signer signer(byte[] seed);

    /** A fresh seed. */
    default byte[] generateSeed(SecureRandom random) {
        byte[] seed = new byte[seedLength()];
        random.nextBytes(seed);
        return seed;
    }
}
