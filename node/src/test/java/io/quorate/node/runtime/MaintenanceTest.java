package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.runtime.NodeService.Removal;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Transaction;
import io.quorate.storage.Snapshots;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** network.md, Snapshots, pruning: real nodes, one of which is looked after while it runs. */
class MaintenanceTest {
    private static final int BLOCKS = 20;
    private static final int KEPT = 5;

    @TempDir
    Path directory;

    private LocalNodes nodes;

    @BeforeEach
    void place() {
        nodes = new LocalNodes(directory);
    }

    @Test
    void aNodeGoesOnWithoutItsOldBlocksAndOthersBeginFromItsSnapshotOrFromPeersThatKeepAll() throws Exception {
        try (Node alice = LocalNodes.start(nodes.config(DevelopmentKeys.ALICE, Map.of()));
                Node bob = LocalNodes.start(nodes.config(DevelopmentKeys.BOB, LocalNodes.bootnodes(alice)))) {
            for (int i = 0; i < BLOCKS; i++) {
                decide(alice, i);
            }
            Snapshots.Taken snapshot = alice.takeSnapshot().get(1, TimeUnit.MINUTES);
            assertThat(snapshot.path().getParent()).isEqualTo(directory.resolve("alice/snapshots"));
            assertThat(alice.blocks().block(snapshot.head().block().height()))
                    .contains(snapshot.head().block());

            Removal removal = alice.removeOld(KEPT).get(1, TimeUnit.MINUTES);
            assertThat(removal.more()).isFalse();
            assertThat(removal.removed()).isGreaterThan(BLOCKS - 2 * KEPT);
            Height gone = new Height(removal.oldest().number() - 1);
            assertThat(alice.blocks().block(gone)).isEmpty();
            assertThat(alice.blocks().block(Height.ZERO)).isPresent();
            Height last = decide(alice, BLOCKS);

            Map<String, String> copied = new HashMap<>(LocalNodes.bootnodes(alice));
            copied.put("base-path", snapshot.path().toString());
            try (Node follower = LocalNodes.start(follower(DevelopmentKeys.DAVE, copied))) {
                Block block = arrival(follower, last);
                assertThat(alice.blocks().block(last)).contains(block);
                assertThat(follower.blocks().block(gone)).isEqualTo(bob.blocks().block(gone));
            }
            // Whoever lacks the blocks that alice has no more gets them from bob, though alice is asked as well.
            try (Node fresh = LocalNodes.start(follower(DevelopmentKeys.EVE, LocalNodes.bootnodes(alice, bob)))) {
                assertThat(alice.blocks().block(last)).contains(arrival(fresh, last));
                assertThat(fresh.blocks().block(gone)).isEqualTo(bob.blocks().block(gone));
            }
        }
    }

    private NodeConfig follower(DevelopmentKeys keys, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("validator", "false");
        return nodes.config(keys, settings);
    }

    private static Height decide(Node node, int number) throws Exception {
        Transaction transaction = LocalNodes.value(node, number);
        assertThat(node.submit(transaction).get(1, TimeUnit.MINUTES)).isEmpty();
        return node.whenFinal(transaction.id()).get(1, TimeUnit.MINUTES).height();
    }

    /** The block at a height, once a node has it. */
    private static Block arrival(Node node, Height height) throws Exception {
        CompletableFuture<Block> arrived = new CompletableFuture<>();
        Runnable look = () -> node.blocks().block(height).ifPresent(arrived::complete);
        node.onFinal(() -> !arrived.isDone(), look);
        look.run();
        return arrived.get(2, TimeUnit.MINUTES);
    }
}
