package io.quorate.protocol.replica;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.Signer;

/** A stand-in for a signature scheme in tests: anyone could forge it, but it is quick and binds key and message. */
final class HashScheme implements SignatureScheme {
    @Override
    public String id() {
        return "hash";
    }

    @Override
    public int publicKeyLength() {
        return 32;
    }

    @Override
    public int signatureLength() {
        return 64;
    }

    @Override
    public int seedLength() {
        return 32;
    }

    @Override
    public boolean isCanonicalKey(PublicKey key) {
        return key.length() == 32;
    }

    @Override
    public boolean verify(PublicKey key, byte[] message, Signature signature) {
        return sign(key, message).equals(signature);
    }

    @Override
    public Signer signer(byte[] seed) {
        PublicKey key = PublicKey.of(Sha256.hash(seed).toBytes());
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return key;
            }

            @Override
            public Signature sign(byte[] message) {
                return HashScheme.sign(key, message);
            }
        };
    }

    private static Signature sign(PublicKey key, byte[] message) {
        byte[] hash = Sha256.hash(key.toBytes(), message).toBytes();
        byte[] wide = new byte[64];
        System.arraycopy(hash, 0, wide, 0, 32);
        return Signature.of(wide);
    }
}
