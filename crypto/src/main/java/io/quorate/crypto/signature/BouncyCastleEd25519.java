package io.quorate.crypto.signature;

import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Ed25519 by BouncyCastle: portable, and the reference for the native one. Thread-safe. */
final class BouncyCastleEd25519 extends Ed25519Scheme<Ed25519.PublicPoint> {
    static String provider() {
        return "BouncyCastle " + new BouncyCastleProvider().getVersionStr();
    }

    @Override
    Ed25519.PublicPoint parse(byte[] canonicalKey) {
        return Ed25519.validatePublicKeyPartialExport(canonicalKey, 0);
    }

    @Override
    boolean solves(Ed25519.PublicPoint key, byte[] message, byte[] signature) {
        // BouncyCastle checks a multiple of the equation, with a factor that may be even: of R's that differ by a point
        // of small order it takes several. Only the one of full order solves the equation itself.
        return Ed25519.verify(signature, 0, key, message, 0, message.length)
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
