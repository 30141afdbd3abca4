package io.quorate.crypto.keystore;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.SignatureSchemes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keys that everyone knows, for development chains; a node refuses them on any other (validators.md, Keys).
 *
 * <p>A seed is SHA-256 of the text {@code quorate development key: NAME PURPOSE}, such as
 * {@code quorate development key: alice validator}. All are Ed25519.
 */
public enum DevelopmentKeys {
    ALICE,
    BOB,
    CHARLIE,
    DAVE,
    EVE,
    FERDIE;

    /** The name on the command line, such as {@code alice}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Names the node to its peers. */
    public KeyEntry node() {
        return key(KeyPurpose.NODE);
    }

    /** Signs a validator's votes. */
    public KeyEntry validator() {
        return key(KeyPurpose.VALIDATOR);
    }

    /** Signs transactions. */
    public KeyEntry account() {
        return key(KeyPurpose.INSTANCE);
    }

    /** The key for a purpose. */
    public KeyEntry key(KeyPurpose purpose) {
        String text = "quorate development key: " + id() + " " + purpose.id();
        byte[] seed = Sha256.hash(text.getBytes(StandardCharsets.US_ASCII)).toBytes();
        return KeyEntry.of(purpose, SignatureSchemes.ed25519(), seed);
    }

    /** The keys of this name, such as {@code alice}. */
    public static Optional<DevelopmentKeys> byName(String name) {
        return Stream.of(values()).filter(keys -> keys.id().equals(name)).findFirst();
    }

    /** Whether everyone knows the secret of this key. */
    public static boolean isDevelopmentKey(PublicKey key) {
        return Known.PUBLIC_KEYS.contains(key);
    }

    private static final class Known {
        static final Set<PublicKey> PUBLIC_KEYS = Stream.of(values())
                .flatMap(keys -> Arrays.stream(KeyPurpose.values()).map(keys::key))
                .map(KeyEntry::publicKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
