package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.node.p2p.TestPeer.Event;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.verify.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class ReconnectionTest {
    private static final Message REQUEST = new Message.BlockRequest(new BlockId(Sha256.hash(new byte[] {7})));

    @Test
    void aPeerThatWasRestartedIsFoundAgain() throws IOException {
        int port = TestPeer.freePort();
        try (TestPeer bob = TestPeer.start(2, config -> config.withBootnodes(List.of(TestPeer.addressOf(1, port))))) {
            for (int start = 1; start <= 3; start++) {
                try (TestPeer alice = TestPeer.start(1, config -> TestPeer.config(port))) {
                    bob.awaitNth(start, Event.Connected.class, event -> true);
                    alice.awaitConnected(bob);
                }
                bob.awaitNth(start, Event.Disconnected.class, event -> true);
            }
        }
    }

    @Test
    void twoThatDialEachOtherAtOnceKeepOneConnection() throws IOException {
        for (int round = 0; round < 10; round++) {
            int one = TestPeer.freePort();
            int two = TestPeer.freePort();
            try (TestPeer alice = TestPeer.start(
                            1, config -> TestPeer.config(one).withBootnodes(List.of(TestPeer.addressOf(2, two))));
                    TestPeer bob = TestPeer.start(
                            2, config -> TestPeer.config(two).withBootnodes(List.of(TestPeer.addressOf(1, one))))) {
                alice.awaitConnected(bob);
                bob.awaitConnected(alice);
                BooleanSupplier sameConnection = () -> alice.network()
                                .peer(bob.id())
                                .map(PeerInfo::inbound)
                                .isPresent()
                        && bob.network().peer(alice.id()).map(PeerInfo::inbound).isPresent()
                        && !alice.network()
                                .peer(bob.id())
                                .map(PeerInfo::inbound)
                                .equals(bob.network().peer(alice.id()).map(PeerInfo::inbound));
                alice.awaitThat(sameConnection);
                alice.network().send(bob.id(), REQUEST);
                bob.network().send(alice.id(), REQUEST);
                alice.await(Event.Received.class, event -> true);
                bob.await(Event.Received.class, event -> true);
                assertThat(alice.network().peers()).hasSize(1);
                assertThat(bob.network().peers()).hasSize(1);
            }
        }
    }

    @Test
    void anAddressIsAddedOnceAndNeverTheOwn() throws IOException {
        try (TestPeer alice = TestPeer.start(1);
                TestPeer bob = TestPeer.start(2)) {
            assertThat(alice.network().add(bob.address()).join()).isTrue();
            alice.awaitConnected(bob);

            assertThat(alice.network().add(bob.address()).join()).isFalse();
            assertThat(alice.network().add(alice.address()).join()).isFalse();
            // Others of a peer that is known, up to a bound.
            int added = 1;
            while (alice.network().add(TestPeer.addressOf(2, 20_000 + added)).join()) {
                added++;
            }
            assertThat(added).isEqualTo(16);
        }
    }

    @Test
    void aBannedPeerIsDisconnectedAndTurnedAway() throws IOException {
        try (TestPeer alice = TestPeer.start(1);
                TestPeer bob = TestPeer.start(2, config -> config.withBootnodes(List.of(alice.address())))) {
            alice.awaitConnected(bob);
            alice.network().penalize(bob.id(), Fault.INVALID_BLOCK, "a block of lies");
            alice.await(Event.Disconnected.class, event -> event.peer().equals(bob.id()));
            bob.await(Event.Refused.class, event -> event.reason().contains("a block of lies"));
            // and again when it comes back
            bob.awaitNth(2, Event.Refused.class, event -> event.reason().contains("refused by the peer: banned for"));
            assertThat(alice.network().peers()).isEmpty();
            assertThat(alice.network().bans()).containsEntry(Fault.INVALID_BLOCK, 1L);
        }
    }

    @Test
    void aReservedPeerIsNeverBanned() throws IOException {
        try (TestPeer bob = TestPeer.start(2);
                TestPeer alice = TestPeer.start(1, config -> config.withReserved(List.of(bob.address()), true))) {
            alice.awaitConnected(bob);
            for (int i = 0; i < 10; i++) {
                alice.network().penalize(bob.id(), Fault.INVALID_BLOCK, "a block of lies");
            }
            assertThat(alice.network().peer(bob.id())).isPresent();
            assertThat(alice.network().bans()).isEmpty();
        }
    }

    @Test
    void onlyReservedNodesAreTakenWhereTheOperatorSaysSo() throws IOException {
        try (TestPeer bob = TestPeer.start(2);
                TestPeer alice = TestPeer.start(1, config -> config.withReserved(List.of(bob.address()), true));
                TestPeer charlie = TestPeer.start(3, config -> config.withBootnodes(List.of(alice.address())))) {
            alice.awaitConnected(bob);
            charlie.await(Event.Refused.class, event -> event.reason().contains("only reserved nodes"));
            assertThat(alice.network().peer(charlie.id())).isEmpty();
        }
    }

    @Test
    void whoIsReservedLaterIsDialledThenAndIsNoLongerBanned() throws IOException {
        try (TestPeer bob = TestPeer.start(2);
                TestPeer alice = TestPeer.start(1)) {
            alice.network().penalize(bob.id(), Fault.INVALID_BLOCK, "a block of lies");
            alice.network().reserve(List.of(bob.address()));

            alice.awaitConnected(bob);
            bob.awaitConnected(alice);
            alice.network().penalize(bob.id(), Fault.INVALID_BLOCK, "a block of lies");
            assertThat(alice.network().peer(bob.id()).map(PeerInfo::reserved)).contains(true);

            alice.network().reserve(List.of());
            assertThat(alice.network().peer(bob.id()).map(PeerInfo::reserved)).contains(false);
            assertThat(alice.network().ban(bob.id(), Duration.ofHours(1))).isTrue();
            alice.await(Event.Disconnected.class, event -> event.peer().equals(bob.id()));
        }
    }

    @Test
    void whereOnlyReservedNodesAreTakenOneThatIsNoLongerIsLetGo() throws IOException {
        try (TestPeer bob = TestPeer.start(2);
                TestPeer charlie = TestPeer.start(3);
                TestPeer alice = TestPeer.start(1, config -> config.withReserved(List.of(bob.address()), true))) {
            alice.awaitConnected(bob);

            alice.network().reserve(List.of(charlie.address()));

            alice.awaitConnected(charlie);
            alice.await(Event.Disconnected.class, event -> event.peer().equals(bob.id()));
            assertThat(alice.network().peer(bob.id())).isEmpty();
        }
    }
}
