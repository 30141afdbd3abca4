package io.quorate.crypto.keystore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.signature.SignatureSchemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeystoreTest {
    private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);
    private static final KeyEntry KEY = DevelopmentKeys.ALICE.validator();

    @TempDir
    private Path temporary;

    private Path directory;
    private Keystore keystore;

    @BeforeEach
    void open() {
        directory = temporary.resolve("keys");
        keystore = Keystore.open(directory, CHEAP);
    }

    @Test
    void whatIsStoredEncryptedIsLoadedWithThePassphrase() {
        keystore.store("validator", KEY, passphrase("correct horse"));
        assertThat(Keystore.open(directory).load("validator", passphrase("correct horse")))
                .contains(KEY);
    }

    @Test
    void whatIsStoredPlainIsLoadedWithoutPassphrase() {
        keystore.store("validator", KEY, Optional.empty());
        assertThat(keystore.load("validator", Optional.empty())).contains(KEY);
        assertThat(content("validator")).contains("none: for development chains only");
    }

    @Test
    void theDefaultCostWorks() {
        Keystore.open(directory).store("node", DevelopmentKeys.BOB.node(), passphrase("p"));
        assertThat(keystore.load("node", passphrase("p"))).contains(DevelopmentKeys.BOB.node());
        assertThat(content("node")).contains("\"n\" : 65536");
    }

    @Test
    void aPassphraseMayBeAnyText() {
        keystore.store("validator", KEY, passphrase("größe 🔑 \0"));
        assertThat(keystore.load("validator", passphrase("größe 🔑 \0"))).contains(KEY);
        assertRefused("validator", passphrase("größe 🔒 \0"), "wrong passphrase");
    }

    @Test
    void aKeyThatIsNotThereIsNoError() {
        assertThat(keystore.load("validator", Optional.empty())).isEmpty();
        assertThat(keystore.describe("validator")).isEmpty();
    }

    @Test
    void anEncryptedFileHoldsNoTraceOfTheSeed() {
        keystore.store("validator", KEY, passphrase("p"));
        assertThat(content("validator")).doesNotContain(HexFormat.of().formatHex(KEY.seed()));
    }

    @Test
    void aWrongPassphraseIsRefused() {
        keystore.store("validator", KEY, passphrase("right"));
        assertRefused(
                "validator",
                passphrase("wrong"),
                "wrong passphrase for the key file " + file("validator") + ", or the file is corrupted");
    }

    @Test
    void anEncryptedKeyNeedsItsPassphrase() {
        keystore.store("validator", KEY, passphrase("p"));
        assertRefused("validator", Optional.empty(), "is encrypted: give its passphrase");
    }

    @Test
    void aPlainKeyIsNotTakenForAnEncryptedOne() {
        keystore.store("validator", KEY, Optional.empty());
        assertRefused("validator", passphrase("p"), "is not encrypted, though a passphrase was given");
    }

    @Test
    void aStoredKeyIsNeverOverwritten() {
        keystore.store("validator", KEY, Optional.empty());
        assertThatThrownBy(() -> keystore.store("validator", DevelopmentKeys.BOB.validator(), Optional.empty()))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("exists already");
        assertThat(keystore.load("validator", Optional.empty())).contains(KEY);
    }

    @Test
    void ofManyThatStoreUnderOneNameExactlyOneSucceeds() throws Exception {
        List<KeyEntry> keys =
                Stream.of(DevelopmentKeys.values()).map(DevelopmentKeys::node).toList();
        ExecutorService threads = Executors.newFixedThreadPool(keys.size());
        try {
            for (int i = 0; i < 50; i++) {
                String name = "key" + i;
                List<Callable<Optional<KeyEntry>>> attempts = new ArrayList<>();
                for (KeyEntry key : keys) {
                    attempts.add(() -> stored(name, key));
                }
                List<KeyEntry> stored = new ArrayList<>();
                for (Future<Optional<KeyEntry>> attempt : threads.invokeAll(attempts)) {
                    attempt.get().ifPresent(stored::add);
                }
                assertThat(stored).as(name).hasSize(1);
                assertThat(keystore.load(name, Optional.empty())).as(name).contains(stored.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(50); // no temporary file stays
        }
    }

    @Test
    void filesAndDirectoryAreTheOwnersAlone() throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("validator"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-", "rw------x", "rwxrwxrwx"})
    void aFileOpenToOthersIsRefusedWithWhatToDo(String mode) throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        Files.setPosixFilePermissions(file("validator"), PosixFilePermissions.fromString(mode));
        assertRefused(
                "validator",
                Optional.empty(),
                "the key file " + file("validator") + " is open to others than its owner: run chmod 600 on it");
        assertThatThrownBy(() -> keystore.describe("validator")).isInstanceOf(KeystoreException.class);
    }

    @Test
    void aReadOnlyFileIsFine() throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        Files.setPosixFilePermissions(file("validator"), PosixFilePermissions.fromString("r--------"));
        assertThat(keystore.load("validator", Optional.empty())).contains(KEY);
    }

    @Test
    void nothingIsLeftBesideTheKeyFiles() throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(file("validator"));
        }
    }

    @Test
    void keysAreListedInOrderAndStrangersAreNot() throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        keystore.store("a.b-c_D9", DevelopmentKeys.BOB.node(), Optional.empty());
        Files.writeString(directory.resolve("notes.txt"), "");
        Files.writeString(directory.resolve("with space.json"), "");
        Files.writeString(directory.resolve(".json"), "");
        assertThat(keystore.list()).containsExactly("a.b-c_D9", "validator");
    }

    @Test
    void aKeyIsDescribedWithoutItsPassphrase() {
        keystore.store("validator", KEY, passphrase("p"));
        assertThat(keystore.describe("validator"))
                .contains(new KeyDescription("validator", KeyPurpose.VALIDATOR, "ed25519", KEY.publicKey(), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "../x", "a b", "ä", "a\n", "a\0"})
    void aNameOutsideTheLimitsIsRefused(String name) {
        assertThatThrownBy(() -> keystore.load(name, Optional.empty()))
                .isInstanceOf(KeystoreException.class)
                .hasMessage("a key's name has 1 to 64 of the characters A-Z a-z 0-9 . _ -");
        assertThatThrownBy(() -> keystore.store("x".repeat(65), KEY, Optional.empty()))
                .isInstanceOf(KeystoreException.class);
    }

    @Test
    void namesOfDotsStayInTheDirectory() {
        keystore.store("..", KEY, Optional.empty());
        assertThat(file("..").getParent()).isEqualTo(directory);
        assertThat(keystore.load("..", Optional.empty())).contains(KEY);
        assertThat(keystore.list()).containsExactly("..");
    }

    @Test
    void anUnknownSchemeIsNamed() throws IOException {
        rewrite("\"ed25519\"", "\"ed25520\"");
        assertRefused(
                "validator", Optional.empty(), "is for the signature scheme ed25520, which this version does not know");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsOneLine() throws IOException {
        Path taken = Files.writeString(temporary.resolve("taken"), "");
        assertThatThrownBy(() -> Keystore.open(taken.resolve("keys")))
                .isInstanceOf(KeystoreException.class)
                .hasMessageStartingWith("cannot create the keystore " + taken)
                .hasMessageNotContaining("\n");
    }

    @Test
    void aDirectoryInThePlaceOfAKeyFileIsOneLine() throws IOException {
        Files.createDirectory(
                file("validator"), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertRefused("validator", Optional.empty(), "cannot read the key file " + file("validator"));
    }

    @Test
    void aHugeFileIsNotReadWhole() throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        Files.write(file("validator"), new byte[KeyFileFormat.MAX_BYTES + 1]);
        assertRefused("validator", Optional.empty(), "is corrupted, or of a newer version");
    }

    @Test
    void nothingShowsTheSeed() {
        String seed = HexFormat.of().formatHex(KEY.seed());
        assertThat(KEY.toString())
                .isEqualTo("validator key ed25519 " + KEY.publicKey())
                .doesNotContain(seed);
        assertThat(new StoredSeed.Plain(seed).toString()).doesNotContain(seed);
        assertThat(passphrase("secret").orElseThrow().toString()).doesNotContain("secret");
    }

    @Test
    void aWipedPassphraseIsNotUsed() {
        Passphrase passphrase = Passphrase.of("p".toCharArray());
        passphrase.close();
        assertThatThrownBy(() -> keystore.store("validator", KEY, Optional.of(passphrase)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(keystore.list()).isEmpty();
    }

    @Test
    void anEmptyPassphraseIsRefused() {
        assertThatThrownBy(() -> Passphrase.of(new char[0]))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("empty");
    }

    @Test
    void aFreshKeyIsNewEachTime() {
        SecureRandom random = new SecureRandom();
        assertThat(KeyEntry.generate(KeyPurpose.NODE, SignatureSchemes.ed25519(), random))
                .isNotEqualTo(KeyEntry.generate(KeyPurpose.NODE, SignatureSchemes.ed25519(), random));
    }

    private Optional<KeyEntry> stored(String name, KeyEntry key) {
        try {
            keystore.store(name, key, Optional.empty());
            return Optional.of(key);
        } catch (KeystoreException e) {
            assertThat(e).hasMessageContaining("exists already");
            return Optional.empty();
        }
    }

    private void rewrite(String old, String replacement) throws IOException {
        keystore.store("validator", KEY, Optional.empty());
        String before = content("validator");
        assertThat(before).contains(old);
        Files.writeString(file("validator"), before.replace(old, replacement));
    }

    private void assertRefused(String name, Optional<Passphrase> passphrase, String message) {
        assertThatThrownBy(() -> keystore.load(name, passphrase))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private Path file(String name) {
        return directory.resolve(name + ".json");
    }

    private String content(String name) {
        try {
            return Files.readString(file(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Optional<Passphrase> passphrase(String text) {
        return Optional.of(Passphrase.of(text.toCharArray()));
    }
}
