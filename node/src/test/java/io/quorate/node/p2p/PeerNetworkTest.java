package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Sha256;
import io.quorate.node.p2p.TestPeer.Event;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerNetworkTest {
    private static final Message REQUEST = new Message.BlockRequest(new BlockId(Sha256.hash(new byte[] {7})));

    @Test
    void twoNodesExchangeMessages() throws IOException {
        try (TestPeer alice = TestPeer.start(1);
                TestPeer bob = TestPeer.start(2, config -> config.withBootnodes(List.of(alice.address())))) {
            alice.awaitConnected(bob);
            bob.awaitConnected(alice);

            bob.network().send(alice.id(), REQUEST);
            assertThat(alice.await(Event.Received.class, received -> true))
                    .isEqualTo(new Event.Received(bob.id(), REQUEST));

            Message answer = new Message.RangeRequest(new Height(3), 4);
            alice.network().broadcast(answer);
            assertThat(bob.await(Event.Received.class, received -> true))
                    .isEqualTo(new Event.Received(alice.id(), answer));
            assertThat(bob.network().traffic().out(MessageKind.BLOCK_REQUEST))
                    .isEqualTo(alice.network().traffic().in(MessageKind.BLOCK_REQUEST))
                    .isPositive();
        }
    }

    @Test
    void fiveNodesThatKnowOneBootnodeFindEachOther() throws IOException {
        List<TestPeer> peers = new ArrayList<>();
        try {
            TestPeer first = TestPeer.start(1);
            peers.add(first);
            for (int number = 2; number <= 5; number++) {
                peers.add(TestPeer.start(number, config -> config.withBootnodes(List.of(first.address()))));
            }
            for (TestPeer one : peers) {
                peers.stream().filter(other -> other != one).forEach(one::awaitConnected);
            }
        } finally {
            peers.forEach(TestPeer::close);
        }
    }

    @Test
    void anotherPeerAtTheAddressFailsWithBothIds() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            Multiaddr wrong = alice.address().withPeer(TestPeer.key(9).peerId());
            try (TestPeer bob = TestPeer.start(2, config -> config.withBootnodes(List.of(wrong)))) {
                Event.Refused refused = bob.await(Event.Refused.class, event -> true);
                assertThat(refused.reason())
                        .contains(alice.id().text())
                        .contains(TestPeer.key(9).peerId().text());
                assertThat(bob.network().peers()).isEmpty();
            }
        }
    }

    @Test
    void anotherGenesisIsRefusedAloudOnBothSidesAndNotTriedAgainSoon() throws IOException {
        ChainId other = new ChainId(Sha256.hash(new byte[] {2}));
        try (TestPeer alice = TestPeer.start(1);
                TestPeer bob = TestPeer.start(2, other, config -> config.withBootnodes(List.of(alice.address())))) {
            for (TestPeer each : List.of(alice, bob)) {
                assertThat(each.await(Event.Refused.class, event -> true).reason())
                        .contains("genesis")
                        .contains(other.shortHex())
                        .contains(TestPeer.CHAIN.shortHex());
            }
            assertThat(alice.network().peers()).isEmpty();
            assertThat(bob.network().peers()).isEmpty();
        }
    }

    @Test
    void aTakenPortIsOneClearLine() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            assertThatThrownBy(() -> TestPeer.start(
                            2, config -> TestPeer.config(alice.network().port())))
                    .isInstanceOf(IOException.class)
                    .hasMessage("port " + alice.network().port() + " is taken: choose another with --port");
        }
    }
}
