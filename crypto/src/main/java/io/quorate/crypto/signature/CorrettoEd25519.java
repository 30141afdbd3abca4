package io.quorate.crypto.signature;

import io.quorate.crypto.provider.CorrettoProvider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Ed25519 by the Amazon Corretto Crypto Provider, which is native code (AWS-LC) and not there on every machine. The
 * provider is used as an object and never installed, so that nothing else in the process changes. Thread-safe.
 */
final class CorrettoEd25519 extends Ed25519Scheme<CorrettoEd25519.Key> {
    private static final String ALGORITHM = "Ed25519";

    /** The provider buffers a message up to a limit of its own; longer ones are BouncyCastle's. */
    private static final int LONGEST_NATIVE_MESSAGE = 1 << 18;

    // RFC 8410: what stands before the 32 bytes of a public key, and before those of a seed
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final Provider provider;
    private final KeyFactory keyFactory;
    /** One object a thread, since a new key frees the native copy of the last at once, not when it is collected. */
    private final ThreadLocal<java.security.Signature> verifiers;

    private final BouncyCastleEd25519 reference = new BouncyCastleEd25519();

    /** A key for the provider and, for what the provider can't do, its bytes. */
    static final class Key {
        private final java.security.PublicKey key;
        private final byte[] bytes;

        private Key(java.security.PublicKey key, byte[] bytes) {
            this.key = key;
            this.bytes = bytes;
        }
    }

    private CorrettoEd25519(Provider provider) throws GeneralSecurityException {
        this.provider = provider;
        // The provider has no key factory of its own unless a system property asks for one. The platform's will do.
        this.keyFactory = KeyFactory.getInstance(ALGORITHM);
        this.verifiers = ThreadLocal.withInitial(() -> signature(provider));
    }

    /** The scheme, if the native library loads here and passes a test of its own. */
    static Optional<CorrettoEd25519> load() {
        Optional<Provider> provider = CorrettoProvider.get();
        if (provider.isEmpty()) {
            return Optional.empty();
        }
        try {
            CorrettoEd25519 scheme = new CorrettoEd25519(provider.get());
            return scheme.passesSelfTest() ? Optional.of(scheme) : Optional.empty();
        } catch (GeneralSecurityException | RuntimeException | LinkageError e) {
            // Slower, but not wrong. SignatureSchemes.ed25519Provider() tells which one is used.
            return Optional.empty();
        }
    }

    String provider() {
        return "ACCP " + provider.getVersionStr();
    }

    @Override
    Key parse(byte[] canonicalKey) {
        try {
            return new Key(
                    keyFactory.generatePublic(new X509EncodedKeySpec(concat(X509_HEAD, canonicalKey))), canonicalKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that passed the full check does not parse", e);
        }
    }

    @Override
    boolean solves(Key key, byte[] message, byte[] signature) {
        if (message.length > LONGEST_NATIVE_MESSAGE) {
            return solvesByReference(key, message, signature);
        }
        java.security.Signature verifier = verifiers.get();
        try {
            verifier.initVerify(key.key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // No verdict from the native library, so none may rest on it.
            verifiers.remove();
            return solvesByReference(key, message, signature);
        }
    }

    @Override
    Signer signerOf(byte[] seed, byte[] publicKey) {
        try {
            PrivateKey key = keyFactory.generatePrivate(new PKCS8EncodedKeySpec(concat(PKCS8_HEAD, seed)));
            return new CorrettoSigner(provider, key, reference.signerOf(seed, publicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a seed of 32 bytes does not parse", e);
        }
    }

    private boolean solvesByReference(Key key, byte[] message, byte[] signature) {
        return reference.solves(reference.parse(key.bytes), message, signature);
    }

    private boolean passesSelfTest() {
        Signer signer = signer(new byte[SEED_BYTES]);
        Signer expected = reference.signer(new byte[SEED_BYTES]);
        byte[] message = ALGORITHM.getBytes(StandardCharsets.US_ASCII);
        Signature good = signer.sign(message);
        byte[] bad = good.toBytes();
        bad[0] ^= 1;
        return signer.publicKey().equals(expected.publicKey())
                && good.equals(expected.sign(message))
                && verify(signer.publicKey(), message, good)
                && !verify(signer.publicKey(), message, Signature.of(bad));
    }

    private static java.security.Signature signature(Provider provider) {
        try {
            return java.security.Signature.getInstance(ALGORITHM, provider);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the native library has lost its Ed25519", e);
        }
    }

    private static byte[] concat(byte[] head, byte[] tail) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        return both;
    }

    /** Signs natively. The provider derives much from a key when it first sees it, so each thread keeps its object. */
    private static final class CorrettoSigner implements Signer {
        private final Signer reference;
        private final ThreadLocal<java.security.Signature> signatures;

        CorrettoSigner(Provider provider, PrivateKey key, Signer reference) {
            this.reference = reference;
            this.signatures = ThreadLocal.withInitial(() -> {
                try {
                    java.security.Signature signature = signature(provider);
                    signature.initSign(key);
                    return signature;
                } catch (GeneralSecurityException e) {
                    throw new IllegalStateException("the native library takes no key any more", e);
                }
            });
        }

        @Override
        public PublicKey publicKey() {
            return reference.publicKey();
        }

        @Override
        public Signature sign(byte[] message) {
            if (message.length > LONGEST_NATIVE_MESSAGE) {
                return reference.sign(message);
            }
            java.security.Signature signature = signatures.get();
            try {
                signature.update(message);
                return Signature.of(signature.sign());
            } catch (GeneralSecurityException e) {
                signatures.remove(); // it may hold part of this message
                return reference.sign(message);
            }
        }
    }
}
