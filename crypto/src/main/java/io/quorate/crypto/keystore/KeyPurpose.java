package io.quorate.crypto.keystore;

import java.util.Locale;
import java.util.Optional;

/** What a key is for. A key has one purpose (validators.md, Keys). */
public enum KeyPurpose {
    /** Names the node to its peers. */
    NODE,
    /** Signs a validator's votes. */
    VALIDATOR,
    /** Signs an instance's transactions. */
    INSTANCE;

    /** The word in files and on the command line: {@code node}, {@code validator} or {@code instance}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The purpose with this word. */
    public static Optional<KeyPurpose> byId(String id) {
        for (KeyPurpose purpose : values()) {
            if (purpose.id().equals(id)) {
                return Optional.of(purpose);
            }
        }
        return Optional.empty();
    }
}
