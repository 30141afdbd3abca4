package io.quorate.crypto.signature;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 by BouncyCastle: portable, and the reference for the native one. Thread-safe. */
final class BouncyCastleEd25519 extends Ed25519Scheme {
    @Override
    boolean verifyChecked(byte[] key, byte[] message, byte[] signature) {
        // BouncyCastle checks a multiple of the equation, which would let some R with a component of small order
        // through; such an R never solves the equation itself. (validatePublicKeyFull is a check of any point.)
        return Ed25519.verify(signature, 0, key, 0, message, 0, message.length)
                && Ed25519.validatePublicKeyFull(signature, 0);
    }

    @Override
    Signer signerOf(byte[] seed, byte[] publicKey) {
        PublicKey key = PublicKey.of(publicKey);
        return new Signer() {
            @Override
            public PublicKey publicKey() {
                return key;
            }

            @Override
            public Signature sign(byte[] message) {
                byte[] signature = new byte[SIGNATURE_BYTES];
                Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
                return Signature.of(signature);
            }
        };
    }
}
