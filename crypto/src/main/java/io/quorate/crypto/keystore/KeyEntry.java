package io.quorate.crypto.keystore;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import java.security.SecureRandom;
import java.util.Arrays;

/** A secret key with its purpose. Immutable; never shows its seed, except to who calls {@link #seed()}. */
public final class KeyEntry {
    private final KeyPurpose purpose;
    private final SignatureScheme scheme;
    private final byte[] seed;
    private final Signer signer;

    private KeyEntry(KeyPurpose purpose, SignatureScheme scheme, byte[] seed) {
        this.purpose = purpose;
        this.scheme = scheme;
        this.seed = seed;
        this.signer = scheme.signer(seed);
    }

    /**
     * The key of a seed.
     *
     * @throws IllegalArgumentException if the scheme's seeds have another length
     */
    public static KeyEntry of(KeyPurpose purpose, SignatureScheme scheme, byte[] seed) {
        return new KeyEntry(purpose, scheme, seed.clone());
    }

    /** A fresh key. */
    public static KeyEntry generate(KeyPurpose purpose, SignatureScheme scheme, SecureRandom random) {
        return new KeyEntry(purpose, scheme, scheme.generateSeed(random));
    }

    public KeyPurpose purpose() {
        return purpose;
    }

    public SignatureScheme scheme() {
        return scheme;
    }

    public PublicKey publicKey() {
        return signer.publicKey();
    }

    public Signer signer() {
        return signer;
    }

    /** A copy of the secret seed, for export. */
    public byte[] seed() {
        return seed.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyEntry that
                && purpose == that.purpose
                && scheme.id().equals(that.scheme.id())
                && Arrays.equals(seed, that.seed);
    }

    @Override
    public int hashCode() {
        return publicKey().hashCode();
    }

    /** The public part only. */
    @Override
    public String toString() {
        return purpose.id() + " key " + scheme.id() + " " + publicKey();
    }
}
