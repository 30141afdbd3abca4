package io.quorate.crypto.keystore;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;

/** Encrypts a seed: AES-256-GCM with a key that scrypt makes from a passphrase. */
final class SeedCipher {
    static final int SALT_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private SeedCipher() {}

    static StoredSeed.Encrypted encrypt(
            byte[] seed, byte[] associatedData, Passphrase passphrase, ScryptCost cost, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        try {
            byte[] ciphertext = run(Cipher.ENCRYPT_MODE, seed, associatedData, key(passphrase, salt, cost), nonce);
            return new StoredSeed.Encrypted(cost, HEX.formatHex(salt), HEX.formatHex(nonce), HEX.formatHex(ciphertext));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    /** The seed, unless the passphrase is wrong or something was changed: nobody can tell these apart. */
    static Optional<byte[]> decrypt(StoredSeed.Encrypted stored, byte[] associatedData, Passphrase passphrase) {
        byte[] key = key(passphrase, HEX.parseHex(stored.salt()), stored.cost());
        try {
            return Optional.of(run(
                    Cipher.DECRYPT_MODE,
                    HEX.parseHex(stored.ciphertext()),
                    associatedData,
                    key,
                    HEX.parseHex(stored.nonce())));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES-256-GCM", e);
        }
    }

    private static byte[] key(Passphrase passphrase, byte[] salt, ScryptCost cost) {
        byte[] secret = passphrase.utf8();
        try {
            return SCrypt.generate(secret, salt, cost.n(), cost.r(), cost.p(), KEY_BYTES);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Wipes the key. */
    private static byte[] run(int mode, byte[] input, byte[] associatedData, byte[] key, byte[] nonce)
            throws GeneralSecurityException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * 8, nonce));
            cipher.updateAAD(associatedData);
            return cipher.doFinal(input);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
