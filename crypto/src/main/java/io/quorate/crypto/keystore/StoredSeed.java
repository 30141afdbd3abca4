package io.quorate.crypto.keystore;

/** A seed as a file holds it, in hexadecimal digits. */
sealed interface StoredSeed {
    /** For development chains only. */
    record Plain(String seed) implements StoredSeed {
        @Override
        public String toString() {
            return "Plain";
        }
    }

    /** The ciphertext ends with the tag. */
    record Encrypted(ScryptCost cost, String salt, String nonce, String ciphertext) implements StoredSeed {}
}
