package io.quorate.simulator.scheme;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Signatures that are quick to make and to check, and that only the holder of a {@link Signer} can make: each is a keyed
 * hash of key and message under a secret that this object alone knows. A character that has one validator's signer can
 * forge nobody else's. Not for use outside a simulation: whoever checks could sign.
 */
public final class SimulatedScheme implements SignatureScheme {
    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    private final byte[] secret;

    /** A scheme with a secret of its own. */
    public SimulatedScheme(long secret) {
        this.secret = ByteBuffer.allocate(Long.BYTES).putLong(secret).array();
    }

    @Override
    public String id() {
        return "simulated";
    }

    @Override
    public int publicKeyLength() {
        return KEY_BYTES;
    }

    @Override
    public int signatureLength() {
        return SIGNATURE_BYTES;
    }

    @Override
    public int seedLength() {
        return KEY_BYTES;
    }

    @Override
    public boolean isCanonicalKey(PublicKey key) {
        return key.length() == KEY_BYTES;
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, Signature signature) {
        return key.length() == KEY_BYTES && sign(key, message).equals(signature);
    }

    @Override
    public Signer signer(byte[] seed) {
        if (seed.length != KEY_BYTES) {
            throw new IllegalArgumentException("a seed has " + KEY_BYTES + " bytes, not " + seed.length);
        }
        PublicKey key = PublicKey.of(Sha256.hash(secret, seed).toBytes());
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return key;
            }

            @Override
            public Signature sign(byte[] message) {
                return SimulatedScheme.this.sign(key, message);
            }
        };
    }

    /** The signer that a name stands for. */
    public Signer named(String name) {
        return signer(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)).toBytes());
    }

    private Signature sign(PublicKey key, byte[] message) {
        byte[] wide = new byte[SIGNATURE_BYTES];
        System.arraycopy(Sha256.hash(secret, key.toBytes(), message).toBytes(), 0, wide, 0, Hash.SIZE);
        return Signature.of(wide);
    }
}
