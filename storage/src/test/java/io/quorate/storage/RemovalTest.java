package io.quorate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.port.BlockStore.Commit;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** network.md, Snapshots, pruning: old blocks go; what proves the present from genesis stays. */
class RemovalTest {
    private static final int BLOCKS = 300;
    private static final Height BELOW = new Height(203);

    @TempDir
    Path directory;

    private final List<Commit> commits = new ArrayList<>();

    private RocksBlockStore filled(BasePath base) {
        RocksBlockStore store = open(base);
        Samples.Chain chain = new Samples.Chain(1);
        for (int i = 0; i < BLOCKS; i++) {
            commits.add(chain.next());
            store.commit(commits.get(i));
        }
        store.sync();
        return store;
    }

    private static RocksBlockStore open(BasePath base) {
        return RocksBlockStore.open(base, Samples.CHAIN, RocksLimits.SMALL);
    }

    @Test
    void nothingOfAnOldBlockStaysButTheLastOfAnEpochStaysWhole() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = filled(base)) {
            int removed = store.removeOld(BELOW, 1_000);

            assertThat(removed).isEqualTo(203 - (int) lastOfEpochs(BELOW));
            assertThat(store.oldest()).isEqualTo(BELOW);
            for (Commit commit : commits) {
                if (BELOW.isAfter(commit.block().height()) && commit.next().isEmpty()) {
                    assertGone(store, commit);
                } else {
                    assertWhole(store, commit);
                }
            }
        }
    }

    @Test
    void whatIsLeftOverIsForTheNextCallAndForTheNextStart() {
        try (BasePath base = BasePath.open(directory)) {
            try (RocksBlockStore store = filled(base)) {
                int removed = store.removeOld(BELOW, 100);

                assertThat(store.oldest()).isEqualTo(new Height(100));
                assertThat(removed).isEqualTo(100 - (int) lastOfEpochs(new Height(100)));
                store.sync();
            }
            try (RocksBlockStore store = open(base)) {
                assertThat(store.oldest()).isEqualTo(new Height(100));
                store.removeOld(BELOW, 1_000);
                assertThat(store.removeOld(BELOW, 1_000)).as("a third time").isZero();
                assertThat(store.removeOld(new Height(7), 1_000))
                        .as("below what went")
                        .isZero();
                assertThat(store.oldest()).isEqualTo(BELOW);
                assertWhole(store, commits.get(203));
            }
        }
    }

    @Test
    void theHeadIsNeverRemoved() {
        try (BasePath base = BasePath.open(directory);
                RocksBlockStore store = filled(base)) {
            assertThatThrownBy(() -> store.removeOld(new Height(BLOCKS), 1_000))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("above the head");
            store.removeOld(new Height(BLOCKS - 1), 1_000);
            assertWhole(store, commits.get(BLOCKS - 1));
        }
    }

    private long lastOfEpochs(Height below) {
        return commits.stream()
                .filter(commit ->
                        below.isAfter(commit.block().height()) && commit.next().isPresent())
                .count();
    }

    private static void assertGone(RocksBlockStore store, Commit commit) {
        Block block = commit.block();
        assertThat(store.block(block.height())).isEmpty();
        assertThat(store.block(block.id())).isEmpty();
        assertThat(store.receipts(block.height())).isEmpty();
        assertThat(store.events(block.height())).isEmpty();
        assertThat(store.finalization(block.height())).isEmpty();
        block.transactions().forEach(each -> assertThat(store.locate(each.id())).isEmpty());
    }

    private static void assertWhole(RocksBlockStore store, Commit commit) {
        Block block = commit.block();
        assertThat(store.block(block.height())).contains(block);
        assertThat(store.block(block.id())).contains(block);
        assertThat(store.receipts(block.height())).contains(commit.receipts());
        assertThat(store.events(block.height())).isEqualTo(commit.events());
        assertThat(store.finalization(block.height())).isEqualTo(commit.finalization());
        block.transactions().forEach(each -> assertThat(store.locate(each.id())).isPresent());
    }
}
