package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.Height;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
    @TempDir
    Path directory;

    private final Samples.Chain chain = new Samples.Chain(2);

    @Test
    void aSnapshotIsABasePathOfItsOwnThatStaysWhereItIs() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Commit last = commit(store, 8);
            Snapshots.Taken taken = new Snapshots(base, store, Samples.CHAIN).take();
            commit(store, 5);

            assertThat(taken.path()).isEqualTo(base.snapshots().resolve("7"));
            assertThat(taken.head().block()).isEqualTo(last.block());
            try (BasePath copy = BasePath.open(taken.path());
                    RocksBlockStore copied = open(copy)) {
                assertThat(copied.head().orElseThrow().block()).isEqualTo(last.block());
                assertThat(copied.block(new Height(3))).isEqualTo(store.block(new Height(3)));
                copied.commit(chain(9).get(8));
            }
        }
    }

    @Test
    void theNewestFewAreKeptAndOneOfAHeightIsMadeOnce() throws IOException {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Snapshots snapshots = new Snapshots(base, store, Samples.CHAIN);
            for (int i = 0; i < 5; i++) {
                commit(store, 3);
                snapshots.take();
                snapshots.take();
            }

            assertThat(names(base)).containsExactlyInAnyOrder("8", "11", "14");
        }
    }

    @Test
    void aSnapshotThatANodeWasStartedInIsNeverDeletedNorReplaced() throws IOException {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Snapshots snapshots = new Snapshots(base, store, Samples.CHAIN);
            commit(store, 3);
            Path used = snapshots.take().path();
            try (BasePath theirs = BasePath.open(used);
                    FileSigningJournal journal =
                            FileSigningJournal.open(theirs, Samples.CHAIN, JournalLimits.DEFAULT)) {
                assertThatThrownBy(snapshots::take)
                        .isInstanceOf(StorageException.class)
                        .hasMessageContaining("was started in");
                for (int i = 0; i < 5; i++) {
                    commit(store, 1);
                    snapshots.take();
                }
                assertThat(journal.recover()).isEmpty();
            }
            assertThat(names(base)).containsExactlyInAnyOrder("2", "5", "6", "7");
        }
    }

    @Test
    void whatWasLeftUnfinishedIsNoObstacleAndWhatIsNotOursIsLeftAlone() throws IOException {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            commit(store, 2);
            Files.createDirectories(base.snapshots().resolve("unfinished/db"));
            Files.createDirectories(base.snapshots().resolve("of mine"));

            new Snapshots(base, store, Samples.CHAIN).take();

            assertThat(names(base)).containsExactlyInAnyOrder("1", "of mine");
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsAClearErrorAndTheStoreGoesOn() throws IOException {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            commit(store, 2);
            Files.writeString(base.snapshots(), "a file");

            assertThatThrownBy(() -> new Snapshots(base, store, Samples.CHAIN).take())
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("snapshots");
            commit(store, 1);
        }
    }

    private Commit commit(RocksBlockStore store, int count) {
        Commit last = chain.next();
        store.commit(last);
        for (int i = 1; i < count; i++) {
            last = chain.next();
            store.commit(last);
        }
        store.sync();
        return last;
    }

    private static List<Commit> chain(int count) {
        Samples.Chain same = new Samples.Chain(2);
        return Stream.generate(same::next).limit(count).toList();
    }

    private static List<String> names(BasePath base) throws IOException {
        try (Stream<Path> entries = Files.list(base.snapshots())) {
            return entries.map(path -> String.valueOf(path.getFileName())).toList();
        }
    }

    private static RocksBlockStore open(BasePath base) {
        return RocksBlockStore.open(base, Samples.CHAIN, RocksLimits.SMALL);
    }
}
