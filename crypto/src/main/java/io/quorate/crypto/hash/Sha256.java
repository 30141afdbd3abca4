package io.quorate.crypto.hash;

import io.quorate.crypto.provider.CorrettoProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;

/**
 * SHA-256 (FIPS 180-4), by the native provider where it loads, otherwise by the JDK. The JDK's own is fast only once the
 * optimizing compiler has seen it, and six times slower before, or where that compiler is off. Thread-safe.
 */
public final class Sha256 {
    private static final String ALGORITHM = "SHA-256";
    private static final ThreadLocal<MessageDigest> DIGEST =
            ThreadLocal.withInitial(() -> nativeDigest().orElseGet(Sha256::jdkDigest));

    private Sha256() {}

    /** The hash of the parts, one after the other, with nothing between them. */
    public static Hash hash(byte[]... parts) {
        MessageDigest digest = DIGEST.get();
        digest.reset();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Hash.owning(digest.digest());
    }

    static Optional<MessageDigest> nativeDigest() {
        Optional<Provider> provider = CorrettoProvider.get();
        if (provider.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(ALGORITHM, provider.get()));
        } catch (NoSuchAlgorithmException e) {
            return Optional.empty();
        }
    }

    static MessageDigest jdkDigest() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
