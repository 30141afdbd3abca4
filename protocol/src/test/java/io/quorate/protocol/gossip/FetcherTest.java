package io.quorate.protocol.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** consensus.md, Fetch: several are tried, none is trusted. */
class FetcherTest {
    private static final Duration GRACE = Duration.ofMillis(30);
    private static final Duration INTERVAL = Duration.ofMillis(125);
    private static final PeerId A = new PeerId("a");
    private static final PeerId B = new PeerId("b");

    private final Peers peers = new Peers();
    private final RecordingNetwork network = new RecordingNetwork();
    private final List<Duration> armed = new ArrayList<>();
    private final Fetcher fetcher = new Fetcher(peers, network, (timer, delay) -> armed.add(delay), GRACE, INTERVAL);

    @BeforeEach
    void twoPeersAreConnected() {
        peers.connected(A, Optional.empty());
        peers.connected(B, Optional.empty());
    }

    @Test
    void certificatesAreAskedForAtOnceAndOfTheLikelyHolderFirst() {
        fetcher.wantCertificates(Round.of(1, 5), Optional.of(B));

        assertThat(network.sent).containsExactly(new RecordingNetwork.Sent(B, new Message.VoteRequest(Round.of(1, 5))));
        assertThat(armed).containsExactly(INTERVAL);
    }

    @Test
    void aBlockIsAskedForAfterAMomentForItsProposalIsOnTheWay() {
        fetcher.wantBlock(block(1), Optional.of(B));
        assertThat(network.sent).isEmpty();
        assertThat(armed).containsExactly(GRACE);

        fetcher.onTimer();

        assertThat(network.sent).containsExactly(new RecordingNetwork.Sent(B, new Message.BlockRequest(block(1))));
    }

    @Test
    void askingTwiceForTheSameIsFree() {
        fetcher.wantCertificates(Round.of(1, 5), Optional.of(A));
        fetcher.wantCertificates(Round.of(1, 5), Optional.of(B));

        assertThat(network.sent).hasSize(1);
        assertThat(armed).hasSize(1);
    }

    @Test
    void onePeerAfterAnotherIsAsked() {
        fetcher.wantBlock(block(1), Optional.empty());

        fetcher.onTimer();
        fetcher.onTimer();

        assertThat(network.sent.stream().map(RecordingNetwork.Sent::to)).containsExactlyInAnyOrder(A, B);
    }

    @Test
    void whatCameIsAskedForNoMore() {
        fetcher.wantBlock(block(1), Optional.empty());
        fetcher.wantCertificates(Round.of(1, 5), Optional.empty());
        network.sent.clear();

        fetcher.obtained(block(1), block(0));
        fetcher.obtained(Round.of(1, 5));
        fetcher.onTimer();

        assertThat(network.sent).isEmpty();
    }

    /** The way down to finality takes a round trip a block, not a wait a block: seed 604035 of the soak. */
    @Test
    void theParentOfABlockThatHadToBeAskedForIsAskedForAtOnce() {
        fetcher.wantBlock(block(3), Optional.empty());
        fetcher.onTimer();
        network.sent.clear();

        fetcher.wantBlock(block(2), Optional.empty());
        fetcher.obtained(block(3), block(2));

        assertThat(network.messages()).containsExactly(new Message.BlockRequest(block(2)));

        fetcher.onTimer();
        assertThat(network.sent).as("it may be on its way").hasSize(1);
        fetcher.onTimer();
        assertThat(network.sent).hasSize(2);
    }

    @Test
    void whatCameByItselfLeavesTheTimeThatOthersNeedToCome() {
        fetcher.wantBlock(block(3), Optional.empty());
        fetcher.wantBlock(block(2), Optional.empty());
        fetcher.obtained(block(3), block(2));

        assertThat(network.sent).isEmpty();
    }

    @Test
    void whatIsDecidedIsAskedForNoMoreButTheDecisionsOwnNotarizationIs() {
        fetcher.wantCertificates(Round.of(1, 4), Optional.empty());
        fetcher.wantCertificates(Round.of(1, 5), Optional.empty());
        network.sent.clear();

        fetcher.forgetUpTo(Round.of(1, 5));
        fetcher.onTimer();

        assertThat(network.messages()).containsExactly(new Message.VoteRequest(Round.of(1, 5)));
    }

    @Test
    void oneTimerServesAll() {
        for (int i = 0; i < 10; i++) {
            fetcher.wantBlock(block(i), Optional.empty());
        }

        assertThat(armed).hasSize(1);
    }

    @Test
    void nobodyIsAskedForEver() {
        fetcher.wantBlock(block(1), Optional.empty());

        for (int i = 0; i < 1_000; i++) {
            fetcher.onTimer();
        }

        assertThat(network.sent).hasSizeLessThan(100);
        assertThat(fetcher.expects(block(1))).isFalse();
    }

    @Test
    void wantsThatNobodyCanMeetDoNotKeepOutANewOne() {
        // A Byzantine validator votes for blocks that do not exist, two a view, as far as the window goes.
        for (int i = 0; i < 1_000; i++) {
            fetcher.wantBlock(block(i), Optional.of(A));
        }
        network.sent.clear();

        fetcher.wantBlock(block(5_000), Optional.of(B));
        fetcher.onTimer();

        assertThat(fetcher.expects(block(5_000))).isTrue();
        assertThat(network.sent).contains(new RecordingNetwork.Sent(B, new Message.BlockRequest(block(5_000))));
        assertThat(network.sent).hasSizeLessThanOrEqualTo(256);
    }

    @Test
    void withoutPeersNothingIsSentAndNothingIsLost() {
        peers.disconnected(A);
        peers.disconnected(B);
        fetcher.wantBlock(block(1), Optional.empty());
        fetcher.onTimer();
        assertThat(network.sent).isEmpty();

        peers.connected(B, Optional.empty());
        fetcher.onTimer();

        assertThat(network.sent).hasSize(1);
    }

    private static BlockId block(int number) {
        return new BlockId(Sha256.hash(("block " + number).getBytes(StandardCharsets.UTF_8)));
    }
}
