package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.node.config.Chains;
import io.quorate.node.rpc.LogCapture;
import io.quorate.node.runtime.NodeService.PeerSummary;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.types.Waiting;
import io.quorate.protocol.verify.EpochSets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** operating.md, HTTP and Logs: 503 with the reason if the node does not follow the chain, and a warning that says why. */
class StuckWatchTest {
    private static final Genesis GENESIS = Chains.load("local4");
    private static final Waiting VOTES = new Waiting.Votes(
            VoteKind.NOTARIZE,
            List.of(new ValidatorIndex(2), new ValidatorIndex(3)),
            new VotingPower(2),
            new VotingPower(3));

    private final EpochSets sets = EpochSets.of(new Epoch(1), GENESIS.validators());
    private final LogCapture log = new LogCapture("quorate.consensus");
    private long nanos = Long.MAX_VALUE - 1_000;
    private final StuckWatch watch = new StuckWatch(new ValidatorNames(GENESIS, () -> sets), () -> nanos);

    @AfterEach
    void close() {
        log.close();
    }

    /** Alice's node at a height. */
    private static ReplicaSnapshot at(long height, Waiting waiting, Optional<Long> syncTarget) {
        BlockHeader head = new BlockHeader(
                BlockHeader.VERSION,
                GENESIS.chain(),
                new Epoch(1),
                new Height(height),
                new BlockId(Hash.ZERO),
                new ValidatorIndex(0),
                new BlockTime(500),
                0,
                0,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO,
                Hash.ZERO);
        EpochStart epoch = new EpochStart(
                new Epoch(1), new BlockId(Hash.ZERO), Height.ZERO, new BlockTime(0), Hash.ZERO, GENESIS.validators());
        return new ReplicaSnapshot(
                Optional.of(new ValidatorIndex(0)),
                Round.of(1, 9),
                new ValidatorIndex(1),
                Phase.VOTING,
                epoch,
                head,
                head.id(),
                Round.of(1, 8),
                List.of(),
                0,
                0,
                List.of(),
                waiting,
                syncTarget);
    }

    private static PeerSummary peer(String name) {
        return new PeerSummary(
                new PeerId("12D3" + name), "somewhere", true, Optional.of(name), Optional.empty(), 0, 0, 0, 0);
    }

    private void look(long height) {
        look(height, VOTES, Optional.empty());
    }

    private void look(long height, Waiting waiting, Optional<Long> syncTarget) {
        watch.look(at(height, waiting, syncTarget), List.of(peer("bob"), peer("charlie")));
    }

    private void pass(long seconds) {
        nanos += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aNodeIsWellOnceItsChainMoves() {
        assertThat(watch.reason()).contains("it has just started");
        look(5);
        assertThat(watch.reason()).contains("it has just started");
        look(6);
        assertThat(watch.reason()).isEmpty();
        pass(9);
        look(6);
        assertThat(watch.reason()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whoHasNotVotedAndWhoIsNotConnectedIsNamed() {
        look(5);
        look(6);
        pass(11);
        look(6);

        String expected = "no block became final for 11 s at height 6: view 1/9 waits for notarize votes of charlie,"
                + " dave (2 of 3 power); not connected: dave";
        assertThat(watch.reason())
                .contains(expected.replace("1/9", Round.of(1, 9).toString()));
        assertThat(log.lines()).containsExactly(watch.reason().orElseThrow());

        look(7);
        assertThat(watch.reason()).as("it moves again").isEmpty();
    }

    @Test
    void theLeaderThatIsWaitedForIsNamed() {
        look(6, new Waiting.Leader(new ValidatorIndex(1)), Optional.empty());
        pass(11);
        look(6, new Waiting.Leader(new ValidatorIndex(1)), Optional.empty());

        assertThat(watch.reason().orElseThrow()).contains(" waits for a proposal of bob; ");
    }

    @Test
    void theWarningComesAgainEveryTenSeconds() {
        look(5);
        for (int halfSeconds = 0; halfSeconds < 64; halfSeconds++) {
            nanos += TimeUnit.MILLISECONDS.toNanos(500);
            look(5);
        }
        assertThat(log.lines()).hasSize(3);
    }

    @Test
    void whoCatchesUpAndGetsOnIsWell() {
        for (long height = 0; height < 100; height++) {
            look(height, VOTES, Optional.of(100_000L));
            pass(5);
        }
        assertThat(watch.reason()).isEmpty();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void whoCatchesUpAndDoesNotGetOnIsNot() {
        look(5, VOTES, Optional.of(100_000L));
        look(6, VOTES, Optional.of(100_000L));
        pass(11);
        look(6, VOTES, Optional.of(100_000L));

        assertThat(watch.reason().orElseThrow()).contains("peers say that they are at height 100000");
    }
}
