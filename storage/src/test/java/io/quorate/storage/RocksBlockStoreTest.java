package io.quorate.storage;

import static io.quorate.storage.Samples.CHAIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.TransactionId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RocksBlockStoreTest {
    private static final RocksLimits SMALL = new RocksLimits(4 << 20, 2 << 20, 32);

    @TempDir
    Path directory;

    @Test
    void anEmptyStoreHasNoHead() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            assertThat(store.head()).isEmpty();
            assertThat(store.block(Height.ZERO)).isEmpty();
            assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
        }
    }

    /** What a process that was killed had committed without a sync, the next one can make durable. */
    @Test
    void aSyncAfterOpeningTakesInWhatTheProcessBeforeNeverSynced() {
        Samples.Chain chain = new Samples.Chain(7);
        try (BasePath base = BasePath.open(directory)) {
            try (RocksBlockStore store = open(base)) {
                store.commit(chain.next());
                store.sync();
                store.commit(chain.next());
            }
            try (RocksBlockStore store = open(base)) {
                store.sync();
            }
            try (SyncedHeight synced = SyncedHeight.open(base.database())) {
                assertThat(synced.read()).contains(new Height(1));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void holdsWhatAModelHoldsAcrossReopening(long seed) {
        Random random = new Random(seed);
        Samples.Chain chain = new Samples.Chain(seed);
        List<Commit> model = new ArrayList<>();
        try (BasePath base = BasePath.open(directory)) {
            for (int session = 0; session < 4; session++) {
                try (RocksBlockStore store = open(base)) {
                    assertHolds(store, model, "seed " + seed);
                    for (int commits = random.nextInt(30); commits >= 0; commits--) {
                        Commit commit = chain.next();
                        store.commit(commit);
                        model.add(commit);
                        if (random.nextBoolean()) {
                            store.sync();
                        }
                    }
                    assertHolds(store, model, "seed " + seed);
                    store.sync();
                }
            }
        }
    }

    @Test
    void certificatesAreReadInTheOrderOfRoundsAcrossReopening() {
        Samples.Chain chain = new Samples.Chain(4);
        List<Certificate> all = new ArrayList<>();
        Random random = new Random(4);
        try (BasePath base = BasePath.open(directory)) {
            try (RocksBlockStore store = open(base)) {
                for (int i = 0; i < 20; i++) {
                    Certificate held = Samples.certificate(random);
                    all.add(held);
                    store.commit(holding(chain.next(), List.of(held), Optional.empty()));
                }
            }
            all.sort(Comparator.comparing(Certificate::round).thenComparing(Certificate::kind));
            try (RocksBlockStore store = open(base)) {
                assertThat(store.certificates(Round.GENESIS, 100)).isEqualTo(all);
                assertThat(store.certificates(all.get(7).round(), 5)).isEqualTo(all.subList(7, 12));
            }
        }
    }

    @Test
    void certificatesOfAnEpochGoOnceTheWindowIsOverSinceItsEnd() {
        Samples.Chain chain = new Samples.Chain(5);
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            long hour = Duration.ofHours(1).toMillis();
            for (int epoch = 1; epoch <= 40; epoch++) {
                // Epoch n begins at hour n, and the certificate before its last block is of its first view.
                EpochStart start = new EpochStart(
                        new Epoch(epoch),
                        Subject.NO_BLOCK,
                        Height.ZERO,
                        new BlockTime(epoch * hour),
                        Hash.ZERO,
                        Samples.set(epoch));
                store.commit(holding(chain.next(), List.of(nullification(epoch)), Optional.of(start)));
                long oldest = Math.max(1, epoch - Evidence.WINDOW.toHours() - 1);
                assertThat(store.certificates(Round.GENESIS, 100))
                        .as("at the start of epoch %s", epoch)
                        .first()
                        .extracting(Certificate::round)
                        .isEqualTo(Round.of(oldest, 1));
            }
        }
    }

    private static Certificate nullification(long epoch) {
        return new Certificate(Subject.nullify(Round.of(epoch, 1)), Signers.of(4, new BitSet()), List.of());
    }

    private static Commit holding(Commit commit, List<Certificate> held, Optional<EpochStart> next) {
        return new Commit(
                commit.block(),
                commit.receipts(),
                commit.changes(),
                commit.events(),
                commit.finalization(),
                next.or(commit::next),
                held);
    }

    @Test
    void whatDoesNotFollowTheHeadIsRefused() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Samples.Chain chain = new Samples.Chain(1);
            Commit genesis = chain.next();
            chain.next();
            Commit second = chain.next();
            assertThatThrownBy(() -> store.commit(second)).isInstanceOf(IllegalStateException.class);
            store.commit(genesis);
            assertThatThrownBy(() -> store.commit(second))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not follow");
            assertThat(store.block(new Height(2))).isEmpty();
        }
    }

    @Test
    void aViewOfTheStateStaysAsItWas() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Samples.Chain chain = new Samples.Chain(1);
            store.commit(chain.next());
            store.commit(chain.next());
            try (StateSnapshot view = store.snapshot()) {
                Optional<byte[]> before = view.get(Samples.key(0));
                store.commit(chain.next());
                assertThat(view.height()).isEqualTo(new Height(1));
                assertThat(text(view.get(Samples.key(0)))).isEqualTo(text(before));
                assertThat(text(store.state().get(Samples.key(0)))).isNotEqualTo(text(before));
            }
        }
    }

    @Test
    void readersOnOtherThreadsSeeWholeCommitsOnly() throws Exception {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = open(base)) {
            Samples.Chain chain = new Samples.Chain(7);
            store.commit(chain.next());
            AtomicBoolean done = new AtomicBoolean();
            ExecutorService readers = Executors.newFixedThreadPool(3);
            try {
                Callable<Integer> reader = () -> {
                    int reads = 0;
                    while (!done.get() || reads == 0) {
                        checkOneWholeState(store);
                        checkOneWholeBlock(store);
                        reads++;
                    }
                    return reads;
                };
                List<Future<Integer>> running =
                        List.of(readers.submit(reader), readers.submit(reader), readers.submit(reader));
                for (int i = 0; i < 500; i++) {
                    store.commit(chain.next());
                    if (i % 50 == 0) {
                        store.sync();
                    }
                }
                done.set(true);
                for (Future<Integer> future : running) {
                    assertThat(future.get()).isPositive();
                }
            } finally {
                done.set(true);
                readers.shutdown();
            }
        }
    }

    private static void checkOneWholeState(RocksBlockStore store) {
        try (StateSnapshot view = store.snapshot()) {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < Samples.KEYS; i++) {
                values.add(text(view.get(Samples.key(i))));
            }
            assertThat(values).containsOnly(values.get(0));
            assertThat(values.get(0)).isIn("none", view.height().toString());
        }
    }

    private static void checkOneWholeBlock(RocksBlockStore store) {
        Height height = store.head().orElseThrow().block().height();
        var block = store.block(height).orElseThrow();
        assertThat(store.receipts(height).orElseThrow()).hasSameSizeAs(block.transactions());
        assertThat(store.block(block.id())).contains(block);
    }

    @Test
    void anotherChainIsRefusedInWordsThatSayWhatToDo() {
        try (BasePath base = BasePath.open(directory)) {
            open(base).close();
            assertThatThrownBy(() -> RocksBlockStore.open(base, Samples.OTHER_CHAIN, SMALL))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("holds chain " + CHAIN + ", not " + Samples.OTHER_CHAIN)
                    .hasMessageContaining("choose another --base-path or the genesis it was made with");
            open(base).close();
        }
    }

    @Test
    void aDamagedTableFileStopsTheReadInWordsThatSayWhatToDo() throws IOException {
        try (BasePath base = BasePath.open(directory)) {
            try (RocksBlockStore store = open(base)) {
                Samples.Chain chain = new Samples.Chain(3);
                for (int i = 0; i < 50; i++) {
                    store.commit(chain.next());
                }
                store.sync();
            }
            // opening moves the log into table files
            open(base).close();
            List<Path> tables;
            try (Stream<Path> files = Files.list(base.database())) {
                tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
            }
            assertThat(tables).isNotEmpty();
            for (Path table : tables) {
                byte[] bytes = Files.readAllBytes(table);
                for (int at = 0; at < Math.min(bytes.length, 1_000); at += 50) {
                    bytes[at] ^= 1;
                }
                Files.write(table, bytes);
            }
            assertThatThrownBy(() -> {
                        try (RocksBlockStore store = open(base)) {
                            for (int height = 0; height < 50; height++) {
                                store.block(new Height(height));
                            }
                        }
                    })
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("move that directory away and start again");
        }
    }

    @Test
    void aDamagedLogStopsTheStartInsteadOfForgettingDurableBlocks() throws IOException {
        try (BasePath base = BasePath.open(directory)) {
            try (RocksBlockStore store = roomy(base)) {
                Samples.Chain chain = new Samples.Chain(3);
                for (int i = 0; i < 50; i++) {
                    store.commit(chain.next());
                }
                store.sync();
            }
            Path log = largestLog(base);
            byte[] bytes = Files.readAllBytes(log);
            bytes[bytes.length / 2] ^= 1;
            Files.write(log, bytes);
            assertThatThrownBy(() -> roomy(base))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("but height 49 was durable")
                    .hasMessageContaining("move that directory away and start again");
        }
    }

    @Test
    void theEndOfTheLogThatWasNeverSyncedMayBeLost() throws IOException {
        try (BasePath base = BasePath.open(directory)) {
            Samples.Chain chain = new Samples.Chain(3);
            List<Commit> model = new ArrayList<>();
            long durableBytes;
            try (RocksBlockStore store = roomy(base)) {
                for (int i = 0; i < 50; i++) {
                    model.add(chain.next());
                    store.commit(model.get(i));
                }
                store.sync();
                durableBytes = Files.size(largestLog(base));
                store.commit(chain.next());
                store.commit(chain.next());
            }
            Path log = largestLog(base);
            byte[] bytes = Files.readAllBytes(log);
            bytes[(int) durableBytes + 20] ^= 1;
            Files.write(log, bytes);
            try (RocksBlockStore store = roomy(base)) {
                assertHolds(store, model, "the torn end cut off");
            }
        }
    }

    /** With room enough that nothing leaves the log while the store is open. */
    private static RocksBlockStore roomy(BasePath base) {
        return RocksBlockStore.open(base, CHAIN, RocksLimits.DEFAULT);
    }

    private static Path largestLog(BasePath base) throws IOException {
        try (Stream<Path> files = Files.list(base.database())) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparing(file -> file.toFile().length()))
                    .orElseThrow();
        }
    }

    @Test
    void aClosedStoreRefusesInsteadOfCrashing() {
        try (BasePath base = BasePath.open(directory)) {
            RocksBlockStore store = open(base);
            store.commit(new Samples.Chain(1).next());
            ReadableState state = store.state();
            StateSnapshot view = store.snapshot();
            store.close();
            assertThatThrownBy(() -> state.get(Samples.key(1))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> view.get(Samples.key(1))).isInstanceOf(IllegalStateException.class);
            view.close();
            store.close();
        }
    }

    static RocksBlockStore open(BasePath base) {
        return RocksBlockStore.open(base, CHAIN, SMALL);
    }

    static void assertHolds(RocksBlockStore store, List<Commit> model, String why) {
        if (model.isEmpty()) {
            assertThat(store.head()).as(why).isEmpty();
            return;
        }
        EpochStart epoch = null;
        for (Commit commit : model) {
            Height height = commit.block().height();
            BlockId id = commit.block().id();
            assertThat(store.block(height)).as(why).contains(commit.block());
            assertThat(store.header(height)).as(why).contains(commit.block().header());
            assertThat(store.block(id)).as(why).contains(commit.block());
            assertThat(store.finalization(height)).as(why).isEqualTo(commit.finalization());
            assertThat(store.receipts(height).orElseThrow())
                    .as(why)
                    .usingRecursiveComparison()
                    .isEqualTo(commit.receipts());
            assertThat(store.events(height)).isEqualTo(commit.events());
            for (int i = 0; i < commit.block().transactions().size(); i++) {
                TransactionId transaction = commit.block().transactions().get(i).id();
                assertThat(store.locate(transaction)).as(why).contains(new Location(height, i));
            }
            if (commit.next().isPresent()) {
                epoch = commit.next().get();
                assertThat(store.epoch(epoch.epoch())).as(why).contains(epoch);
            }
        }
        Commit last = model.get(model.size() - 1);
        assertThat(store.head().orElseThrow().block()).as(why).isEqualTo(last.block());
        assertThat(store.head().orElseThrow().epoch()).as(why).isEqualTo(epoch);
        assertThat(store.block(last.block().height().next())).as(why).isEmpty();
        assertThat(store.epoch(new Epoch(1_000))).as(why).isEmpty();
        last.changes()
                .entries()
                .forEach((key, value) ->
                        assertThat(text(store.state().get(key))).as(why).isEqualTo(text(value)));
    }

    static String text(Optional<byte[]> value) {
        return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse("none");
    }
}
