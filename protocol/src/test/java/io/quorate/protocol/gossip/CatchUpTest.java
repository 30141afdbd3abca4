package io.quorate.protocol.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Samples;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** network.md, Sync: a peer's claims move only what it is asked, and a peer without progress is replaced. */
class CatchUpTest {
    private static final PeerId A = new PeerId("a");
    private static final PeerId B = new PeerId("b");

    private final Peers peers = new Peers();
    private final RecordingNetwork network = new RecordingNetwork();
    private final CatchUp catchUp = new CatchUp(peers, network);
    private final Samples samples = new Samples(1);

    @BeforeEach
    void twoPeersAreConnected() {
        peers.connected(A, Optional.empty());
        peers.connected(B, Optional.empty());
    }

    @Test
    void whoIsNotBehindAsksNobody() {
        claims(A, 11);

        catchUp.onTick(new Height(10));

        assertThat(network.sent).isEmpty();
        assertThat(catchUp.target(new Height(10))).isEmpty();
    }

    @Test
    void onlyAPeerThatIsAheadIsAsked() {
        claims(B, 100);

        catchUp.onTick(new Height(10));

        assertThat(network.sent)
                .containsExactly(new RecordingNetwork.Sent(B, new Message.RangeRequest(new Height(11), 64)));
        assertThat(catchUp.target(new Height(10))).contains(new Height(100));
    }

    @Test
    void aServedRangeIsFollowedByTheNextAtOnce() {
        claims(A, 1_000);
        catchUp.onTick(Height.ZERO);
        network.sent.clear();

        for (long height = 1; height <= 64; height++) {
            assertThat(catchUp.expects(A, block(height))).isTrue();
            catchUp.onDelivered(block(height), new Height(height));
        }

        assertThat(network.messages()).containsExactly(new Message.RangeRequest(new Height(65), 64));
    }

    @Test
    void eachHeightIsTakenOnceAndOnlyFromThePeerThatWasAsked() {
        claims(A, 1_000);
        catchUp.onTick(Height.ZERO);
        assertThat(catchUp.expects(B, block(1))).isFalse();
        assertThat(catchUp.expects(A, block(65))).isFalse();
        assertThat(catchUp.expects(A, block(0))).isFalse();

        catchUp.onDelivered(block(1), Height.ZERO);

        assertThat(catchUp.expects(A, block(1))).isFalse();
        assertThat(catchUp.expects(A, block(2))).isTrue();
    }

    @Test
    void aPeerThatSendsButMakesNothingFinalIsReplaced() {
        claims(A, 1_000);
        claims(B, 1_000);
        catchUp.onTick(Height.ZERO);
        PeerId first = network.sent.get(0).to();
        network.sent.clear();

        for (long height = 1; height <= 10; height++) {
            catchUp.onDelivered(block(height), Height.ZERO);
            catchUp.onTick(Height.ZERO);
        }

        assertThat(network.sent).isNotEmpty();
        assertThat(network.sent.get(0).to()).isNotEqualTo(first);
    }

    /** Seed 604035 of the soak: each time it was the liar's turn, as others came before and after it in the list. */
    @Test
    void nobodyIsAskedAgainBeforeTheOthersWhoeverComesBetween() {
        PeerId c = new PeerId("c");
        peers.connected(c, Optional.empty());
        claims(B, 1_000);
        claims(c, 1_000);
        catchUp.onTick(Height.ZERO);
        stall();
        claims(A, 1_000);
        stall();
        stall();

        assertThat(network.sent.stream().map(RecordingNetwork.Sent::to)).containsExactly(B, c, A, B);
    }

    private void stall() {
        int asked = network.sent.size();
        while (network.sent.size() == asked) {
            catchUp.onTick(Height.ZERO);
        }
    }

    @Test
    void aClaimNearTheEndOfTheNumbersDoesNoHarm() {
        claims(A, Long.MAX_VALUE);

        catchUp.onTick(Height.ZERO);

        assertThat(catchUp.expects(A, block(Long.MAX_VALUE))).isFalse();
        assertThat(catchUp.expects(A, block(64))).isTrue();
    }

    @Test
    void nothingIsExpectedOnceItHasCaughtUp() {
        claims(A, 20);
        catchUp.onTick(Height.ZERO);

        catchUp.onTick(new Height(20));

        assertThat(catchUp.expects(A, block(21))).isFalse();
    }

    @Test
    void requestsStopWhenTheHeadDoesNotFollow() {
        claims(A, 100_000);
        catchUp.onTick(Height.ZERO);

        for (long height = 1; height <= 10_000; height++) {
            if (catchUp.expects(A, block(height))) {
                catchUp.onDelivered(block(height), Height.ZERO);
            }
        }

        assertThat(network.sent).hasSizeLessThanOrEqualTo(5);
    }

    private void claims(PeerId peer, long height) {
        peers.record(peer, new Status(Round.of(1, 1), new Height(height), Round.GENESIS, List.of(), Signers.none(1)));
    }

    private Block block(long height) {
        BlockHeader any = samples.block().header();
        return Block.of(
                new BlockHeader(
                        any.version(),
                        any.chain(),
                        any.epoch(),
                        new Height(height),
                        any.parent(),
                        any.proposer(),
                        any.time(),
                        0,
                        0,
                        any.transactionsRoot(),
                        any.receiptsRoot(),
                        any.stateRoot(),
                        any.validators(),
                        any.nextValidators()),
                List.of());
    }
}
