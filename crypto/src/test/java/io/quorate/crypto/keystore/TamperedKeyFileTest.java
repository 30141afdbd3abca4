package io.quorate.crypto.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TamperedKeyFileTest {
    private static final long SEED = 7;
    private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);
    private static final KeyEntry KEY = DevelopmentKeys.CHARLIE.validator();

    @TempDir
    private Path directory;

    private Keystore keystore;

    @BeforeEach
    void open() {
        keystore = Keystore.open(directory, CHEAP);
    }

    @Test
    void anyFlippedBitOfAnEncryptedFileIsRefusedOrHarmless() throws IOException {
        Optional<Passphrase> passphrase = Optional.of(Passphrase.of("p".toCharArray()));
        keystore.store("key", KEY, passphrase);
        assertEveryFlipIsRefusedOrHarmless(passphrase);
    }

    @Test
    void anyFlippedBitOfAPlainFileIsRefusedOrHarmless() throws IOException {
        keystore.store("key", KEY, Optional.empty());
        assertEveryFlipIsRefusedOrHarmless(Optional.empty());
    }

    @Test
    void aFileCutShortAnywhereIsRefused() throws IOException {
        keystore.store("key", KEY, Optional.empty());
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertCorrupted("cut to " + length + " bytes");
        }
    }

    @Test
    void anEncryptedSeedOfAnyOtherLengthIsRefused() throws IOException {
        Optional<Passphrase> passphrase = Optional.of(Passphrase.of("p".toCharArray()));
        keystore.store("key", KEY, passphrase);
        String whole = Files.readString(file());
        for (int bytes = 0; bytes < 100; bytes++) {
            Files.writeString(
                    file(), whole.replaceAll("\"seed\" : \"[0-9a-f]*\"", "\"seed\" : \"" + "00".repeat(bytes) + "\""));
            assertThatThrownBy(() -> keystore.load("key", passphrase))
                    .as("%d bytes", bytes)
                    .isInstanceOf(KeystoreException.class)
                    .hasMessageContaining("corrupted")
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void randomBytesAreRefused() throws IOException {
        keystore.store("key", KEY, Optional.empty());
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            Files.write(file(), bytes);
            assertCorrupted("seed " + SEED + ", case " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "262144, 16, 1", // 512 MiB
        "1073741824, 8, 1",
        "2147483648, 8, 1",
        "2, 17, 1",
        "2, 1, 17",
        "262144, 8, 5", // too much work
        "65536, 1, 1", // more than RFC 7914 allows with this r
        "3, 1, 1",
        "0, 1, 1",
        "1, 1, 1",
        "2, 0, 1",
        "2, 1, 0",
        "-2, 1, 1",
        "1e9, 1, 1",
        "99999999999999999999999999, 1, 1",
    })
    void aCostOutOfLimitsIsRefusedBeforeAnyWork(String n, String r, String p) throws IOException {
        Optional<Passphrase> passphrase = Optional.of(Passphrase.of("p".toCharArray()));
        keystore.store("key", KEY, passphrase);
        String text = Files.readString(file())
                .replace("\"n\" : 2", "\"n\" : " + n)
                .replace("\"r\" : 1", "\"r\" : " + r)
                .replace("\"p\" : 1", "\"p\" : " + p);
        Files.writeString(file(), text);
        assertThatThrownBy(() -> keystore.load("key", passphrase))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("corrupted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{            | {\"extra\" : 1,",
                "{            | {\"version\" : 1,",
                "\"version\" : 1 | \"version\" : 2",
                "\"version\" : 1 | \"version\" : \"1\"",
                "\"version\" : 1 | \"version\" : 1.0",
                "quorate-key  | quorate-kez",
                "\"validator\" | \"VALIDATOR\"",
                "\"validator\" | null",
                "\"validator\" | {}",
                "none: for    | None: for",
                "\"seed\" : \" | \"seed\" : \"00",
                "}            | } {}",
                "{            | [{",
            })
    void whatTheFormatDoesNotSayIsRefused(String old, String replacement) throws IOException {
        keystore.store("key", KEY, Optional.empty());
        String before = Files.readString(file());
        assertThat(before).contains(old);
        Files.writeString(file(), before.replace(old, replacement));
        assertCorrupted(replacement);
    }

    @Test
    void deepNestingIsRefused() throws IOException {
        keystore.store("key", KEY, Optional.empty());
        Files.write(file(), "[".repeat(KeyFileFormat.MAX_BYTES).getBytes(StandardCharsets.US_ASCII));
        assertCorrupted("brackets");
    }

    private void assertEveryFlipIsRefusedOrHarmless(Optional<Passphrase> passphrase) throws IOException {
        byte[] whole = Files.readAllBytes(file());
        int refused = 0;
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file(), flipped);
            try {
                assertThat(keystore.load("key", passphrase)).as("bit %d", bit).contains(KEY);
            } catch (KeystoreException e) {
                assertThat(e.getMessage()).as("bit %d", bit).doesNotContain("\n");
                refused++;
            }
        }
        // what is harmless: the case of hexadecimal digits, and kinds of white space
        assertThat(refused).isGreaterThan(whole.length * 6);
    }

    private void assertCorrupted(String description) {
        assertThatThrownBy(() -> keystore.load("key", Optional.empty()))
                .as(description)
                .isInstanceOf(KeystoreException.class)
                .hasMessage("the key file " + file() + " is corrupted, or of a newer version: restore it from a copy");
    }

    private Path file() {
        return directory.resolve("key.json");
    }
}
