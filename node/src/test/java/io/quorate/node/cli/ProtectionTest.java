package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.keystore.KeyEntry;
import io.quorate.crypto.keystore.KeyPurpose;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.node.config.Chains;
import io.quorate.node.config.NodeKeys;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.storage.BasePath;
import io.quorate.storage.FileSigningJournal;
import io.quorate.storage.JournalLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** consensus.md, Persist before send: what was signed moves between machines. */
class ProtectionTest {
    private static final ChainId CHAIN = Chains.load("local").chain();
    private static final BlockId BLOCK = new BlockId(Sha256.hash(new byte[] {1}));

    @TempDir
    Path directory = Path.of("");

    private Path from = Path.of("");
    private Path to = Path.of("");
    private Path file = Path.of("");

    @BeforeEach
    void paths() throws IOException {
        from = directory.resolve("from");
        to = Files.createDirectory(directory.resolve("to"));
        file = directory.resolve("history.json");
    }

    private Ran run(String verb, Path base, String chain, String option) {
        return Ran.of(
                "key", "protection", verb, "--base-path", base.toString(), "--chain", chain, option, file.toString());
    }

    private static Entry signed(Subject subject) {
        return new Entry.Signed(new Vote(subject, new ValidatorIndex(0), Signature.of(new byte[64])));
    }

    private static List<Entry> journal(Path base, Entry... more) {
        try (BasePath open = BasePath.open(base);
                FileSigningJournal journal = FileSigningJournal.open(open, CHAIN, JournalLimits.DEFAULT)) {
            List<Entry> before = journal.recover();
            for (Entry entry : more) {
                journal.append(entry);
            }
            journal.sync();
            return before;
        }
    }

    private static Entry floor(long epoch, long view) {
        return new Entry.Floor(Round.of(epoch, view));
    }

    @Test
    void anEmptyBasePathTakesTheHistoryOver() {
        journal(
                from,
                floor(1, 4),
                signed(Subject.notarize(Round.of(1, 5), new View(4), BLOCK)),
                signed(Subject.nullify(Round.of(1, 6))));

        assertThat(run("export", from, "local", "--out").status()).isZero();
        Ran imported = run("import", to, "local", "--in");

        assertThat(imported.out()).contains("signs nothing at or below round 1/6");
        assertThat(journal(to)).containsExactly(floor(1, 6));
    }

    @Test
    void theFloorIsAboveEveryRoundOfBoth() {
        journal(from, floor(1, 4), signed(Subject.nullify(Round.of(1, 6))));
        Entry own = signed(Subject.nullify(Round.of(2, 3)));
        journal(to, own);

        assertThat(run("export", from, "local", "--out").status()).isZero();
        assertThat(run("import", to, "local", "--in").status()).isZero();

        assertThat(journal(to)).containsExactly(own, floor(2, 3));
    }

    @Test
    void aHistoryOfAnotherChainOrKeyIsRefused() {
        journal(from, floor(1, 4));
        for (Path base : List.of(from, to)) {
            Keystore.open(NodeKeys.directory(base))
                    .store(
                            "validator",
                            KeyEntry.generate(KeyPurpose.VALIDATOR, SignatureSchemes.ed25519(), new SecureRandom()),
                            Optional.empty());
        }
        assertThat(run("export", from, "local", "--out").status()).isZero();

        Ran otherChain = run("import", to, "local4", "--in");
        assertThat(otherChain.status()).isEqualTo(1);
        assertThat(otherChain.err()).contains("history.json is of chain " + CHAIN + ", not ");
        Ran otherKey = run("import", to, "local", "--in");
        assertThat(otherKey.status()).isEqualTo(1);
        assertThat(otherKey.err()).contains("history.json is of validator key ");
        assertThat(FileSigningJournal.isIn(to)).isFalse();
    }

    @Test
    void aBasePathThatIsNotThereIsMistyped() {
        journal(from, floor(1, 4));
        assertThat(run("export", from, "local", "--out").status()).isZero();

        Ran ran = run("import", directory.resolve("tto"), "local", "--in");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("there is no base path").contains("tto");
        assertThat(directory.resolve("tto")).doesNotExist();
    }

    @Test
    void whatIsNotThereIsNotExported() {
        Ran ran = run("export", from, "local", "--out");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).startsWith("quorate: there is no signing journal in ");
        assertThat(Files.exists(from)).isFalse();
    }

    @Test
    void aJournalInUseIsLeftAlone() {
        journal(from, floor(1, 4));
        try (BasePath running = BasePath.open(from)) {
            assertThat(run("export", running.root(), "local", "--out").err()).contains(" is in use by ");
        }
    }

    @Test
    void anExportOverwritesNothing() throws IOException {
        journal(from, floor(1, 4));
        Files.writeString(file, "mine");

        assertThat(run("export", from, "local", "--out").status()).isEqualTo(1);
        assertThat(Files.readString(file)).isEqualTo("mine");
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        ProtectionFile history = new ProtectionFile(
                CHAIN,
                Optional.empty(),
                Round.of(1, 4),
                List.of(
                        Subject.notarize(Round.of(1, 5), new View(4), BLOCK),
                        Subject.finalize(Round.of(1, 5), new View(4), BLOCK),
                        Subject.nullify(Round.of(1, 6))));

        assertThat(ProtectionFile.parse(bytes(history))).isEqualTo(history);
        assertThat(history.highest()).isEqualTo(Round.of(1, 6));
    }

    private static byte[] bytes(ProtectionFile history) {
        return history.toJson().toString().getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aHistoryThatIsNotUnderstoodIsRefused() {
        String good = new String(
                bytes(new ProtectionFile(
                        CHAIN, Optional.empty(), Round.of(1, 4), List.of(Subject.nullify(Round.of(1, 6))))),
                StandardCharsets.UTF_8);
        for (String bad : List.of(
                "",
                "[]",
                "{}",
                good + good,
                good.replace("\"floor\"", "\"floor\":{\"epoch\":9,\"view\":9},\"floor\""),
                good.replace("history 1", "history 2"),
                good.replace("\"floor\"", "\"flor\""),
                good.replace("nullify", "abstain"),
                good.replace("\"view\":6", "\"view\":-6"),
                good.replace("\"view\":6", "\"view\":6,\"height\":1"),
                good.replace("\"signed\":[", "\"signed\":[5,"))) {
            assertThatThrownBy(() -> ProtectionFile.parse(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        long seed = 8;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            try {
                assertThat(ProtectionFile.parse(bytes).highest()).isNotNull();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).as("seed %d, run %d", seed, i).isNotNull();
            }
        }
    }
}
