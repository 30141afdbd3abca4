package io.quorate.storage;

import static io.quorate.storage.Samples.CHAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSigningJournalTest {
    private static final JournalLimits SMALL = new JournalLimits(1 << 20, 64 * 1024);

    @TempDir
    Path directory;

    @Test
    void aNewJournalIsEmptyAndNeverFull() {
        FileSigningJournal journal = new SimulatedJournal().open();
        assertThat(journal.recover()).isEmpty();
        assertThat(journal.isFull()).isFalse();
        journal.sync();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdsWhatAModelHoldsAcrossReopening(long seed) {
        Random random = new Random(seed);
        List<Entry> model = new ArrayList<>();
        try (BasePath base = BasePath.open(directory)) {
            for (int session = 0; session < 4; session++) {
                try (FileSigningJournal journal = FileSigningJournal.open(base, CHAIN, SMALL)) {
                    assertThat(journal.recover()).as("seed " + seed).isEqualTo(model);
                    for (int step = 0; step < 100; step++) {
                        if (journal.isFull() || random.nextInt(30) == 0) {
                            model = Samples.entries(random, random.nextInt(30));
                            journal.replace(model);
                            assertThat(journal.isFull()).isFalse();
                        } else {
                            List<Entry> more = Samples.entries(random, random.nextInt(8));
                            more.forEach(journal::append);
                            journal.sync();
                            model.addAll(more);
                        }
                    }
                    // appended and not synced: lost with the process
                    journal.append(Samples.entry(random));
                }
            }
        }
    }

    @Test
    void aBatchLargerThanAllThatIsReadyIsWritten() {
        List<Entry> many = Samples.entries(new Random(1), 30_000);
        try (BasePath base = BasePath.open(directory)) {
            try (FileSigningJournal journal = FileSigningJournal.open(base, CHAIN, SMALL)) {
                many.forEach(journal::append);
                journal.sync();
                assertThat(journal.isFull()).isTrue();
            }
            try (FileSigningJournal journal = FileSigningJournal.open(base, CHAIN, SMALL)) {
                assertThat(journal.recover()).isEqualTo(many);
                journal.replace(many);
            }
            try (FileSigningJournal journal = FileSigningJournal.open(base, CHAIN, SMALL)) {
                assertThat(journal.recover()).isEqualTo(many);
            }
        }
    }

    @Test
    void aStepCostsOneWriteAndOneSync() {
        SimulatedJournal disks = new SimulatedJournal();
        FileSigningJournal journal = disks.open();
        disks.files.stopBefore(Integer.MAX_VALUE);
        Samples.entries(new Random(1), 5).forEach(journal::append);
        assertThat(disks.files.operations()).isZero();
        journal.sync();
        assertThat(disks.files.operations()).isEqualTo(2);
        journal.sync();
        assertThat(disks.files.operations()).isEqualTo(2);
    }

    @Test
    void afterAFailedWriteOrSyncNothingWorksAnyMore() {
        Entry entry = Samples.entry(new Random(1));
        for (int operation = 1; operation <= 2; operation++) {
            SimulatedJournal disks = new SimulatedJournal();
            FileSigningJournal journal = disks.open();
            journal.append(entry);
            disks.files.failAt(operation);
            assertThatThrownBy(journal::sync)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("no space left on device")
                    .hasMessageContaining("check the disk and its free space");
            assertThatThrownBy(journal::sync).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> journal.append(entry)).isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> journal.replace(List.of(entry))).isInstanceOf(StorageException.class);
            assertThatThrownBy(journal::recover).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void afterAFailedReplacementNothingWorksAnyMoreAndTheOldOrTheNewIsThere() {
        List<Entry> old = Samples.entries(new Random(1), 3);
        List<Entry> fresh = Samples.entries(new Random(2), 3);
        for (int operation = 1; operation <= 7; operation++) {
            SimulatedJournal disks = SimulatedJournal.with(old);
            FileSigningJournal journal = disks.open();
            disks.files.failAt(operation);
            assertThatThrownBy(() -> journal.replace(fresh))
                    .as("operation " + operation)
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() -> journal.append(old.get(0))).isInstanceOf(StorageException.class);
            disks.files.restart();
            assertThat(disks.recover()).isIn(old, fresh);
        }
    }

    @Test
    void aMissingJournalOnABasePathThatHadOneStopsTheNode() throws IOException {
        SimulatedJournal disks = SimulatedJournal.with(Samples.entries(new Random(1), 1));
        disks.files.delete(JournalPlace.CURRENT);
        assertThatThrownBy(disks::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the signing journal /disk/current is missing")
                .hasMessageContaining("signing without it could contradict earlier votes");
    }

    @Test
    void aMissingMarkerBesideAUsedJournalStopsTheNode() throws IOException {
        SimulatedJournal disks = SimulatedJournal.with(Samples.entries(new Random(1), 1));
        disks.root.delete(JournalMarker.NAME);
        assertThatThrownBy(disks::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/disk/journal.id")
                .hasMessageContaining(SimulatedJournal.ID.toString());
    }

    @Test
    void aMarkerThatNamesNoJournalStopsTheNode() {
        for (String text : List.of("", "signing journal", "signing journal 12", "signing journal " + "x".repeat(32))) {
            SimulatedJournal disks = SimulatedJournal.with(Samples.entries(new Random(1), 1));
            disks.root.replace(JournalMarker.NAME, text.getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(disks::open)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("/disk/journal.id does not name a journal");
        }
    }

    @Test
    void theJournalOfAnotherBasePathStopsTheNode() {
        SimulatedJournal disks = SimulatedJournal.with(Samples.entries(new Random(1), 1));
        SimulatedJournal other = new SimulatedJournal();
        other.open(CHAIN, SimulatedJournal.OTHER_ID);
        disks.files.replace(JournalPlace.CURRENT, other.bytes());
        assertThatThrownBy(disks::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("it is not this base path's");
    }

    @Test
    void theJournalOfAnotherChainStopsTheNode() {
        SimulatedJournal disks = SimulatedJournal.with(Samples.entries(new Random(1), 1));
        assertThatThrownBy(() -> disks.open(Samples.OTHER_CHAIN))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("is of chain " + CHAIN + ", not " + Samples.OTHER_CHAIN);
    }

    @Test
    void aClosedJournalSaysSo() {
        FileSigningJournal journal = new SimulatedJournal().open();
        journal.close();
        assertThatThrownBy(() -> journal.append(Samples.entry(new Random(1))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theBytesOnDiskAreThoseOfTheGoldenFile() throws IOException {
        Random random = new Random(42);
        SimulatedJournal disks = new SimulatedJournal();
        FileSigningJournal journal = disks.open();
        List.of(
                        new Entry.Floor(Round.of(1, 2)),
                        new Entry.Signed(Samples.vote(random)),
                        new Entry.Held(Samples.certificate(random)))
                .forEach(journal::append);
        journal.sync();
        journal.append(new Entry.Stored(
                Samples.block(random, new Height(7), new BlockId(Samples.hash("parent")), Epoch.ZERO)));
        journal.sync();
        String golden;
        try (var in = FileSigningJournalTest.class.getResourceAsStream("/golden/signing-journal.hex")) {
            golden = in == null ? "no golden file" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
        assertThat(dump(disks.bytes())).isEqualTo(golden);
        assertThat(new String(disks.root.bytes(JournalMarker.NAME), StandardCharsets.US_ASCII))
                .isEqualTo("signing journal 0102030405060708090a0b0c0d0e0f10\n");
    }

    /** Each 32 bytes that are not all zero, after their offset. */
    private static String dump(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        byte[] zeros = new byte[32];
        for (int at = 0; at < bytes.length; at += 32) {
            byte[] line = Arrays.copyOfRange(bytes, at, at + 32);
            if (!Arrays.equals(line, zeros)) {
                out.append(String.format("%06x ", at))
                        .append(HexFormat.of().formatHex(line))
                        .append('\n');
            }
        }
        return out.append(String.format("%06x end%n", bytes.length)).toString();
    }

    @Test
    void nothingButTheJournalStaysInItsDirectory() throws IOException {
        try (BasePath base = BasePath.open(directory)) {
            try (FileSigningJournal journal = FileSigningJournal.open(base, CHAIN, SMALL)) {
                for (int i = 0; i < 10; i++) {
                    Samples.entries(new Random(i), 1_000).forEach(journal::append);
                    journal.sync();
                    journal.replace(List.of());
                }
            }
            FileSigningJournal.open(base, CHAIN, SMALL).close();
            try (var files = Files.list(base.journal())) {
                assertThat(files.map(file -> file.getFileName().toString())).containsExactly("current");
            }
        }
    }
}
