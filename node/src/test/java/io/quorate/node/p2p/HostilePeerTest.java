package io.quorate.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.node.p2p.TestPeer.Event;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Message;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostilePeerTest {
    private static final Message REQUEST = new Message.BlockRequest(new BlockId(Sha256.hash(new byte[] {7})));
    private static final Message BULK = new Message.Pass(Optional.empty(), List.of());
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void garbageInsteadOfTlsIsRefusedAndFreesItsSlot() throws IOException {
        try (TestPeer alice = TestPeer.start(1);
                Socket socket = connect(alice)) {
            byte[] garbage = new byte[4_096];
            new Random(1).nextBytes(garbage);
            socket.getOutputStream().write(garbage);
            alice.await(Event.Refused.class, event -> event.reason().contains("TLS failed"));
            alice.awaitThat(() -> alice.network().greeting() == 0);
        }
    }

    /** As health checks of load balancers do, and whoever looks which ports are open. */
    @Test
    void whoHangsUpWithoutAWordIsToldApart() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            for (int i = 1; i <= 3; i++) {
                try (Socket socket = connect(alice)) {
                    if (i == 2) {
                        socket.setSoLinger(true, 0); // a reset
                    }
                }
                Event.Refused refused = alice.awaitNth(i, Event.Refused.class, event -> true);
                assertThat(refused.connection().mute()).as("%s", refused).isTrue();
                assertThat(refused.connection().inbound()).isTrue();
            }
            try (Socket socket = connect(alice)) {
                socket.getOutputStream().write(new byte[100]);
                Event.Refused refused = alice.awaitNth(4, Event.Refused.class, event -> true);
                assertThat(refused.connection().mute()).as("%s", refused).isFalse();
            }
        }
    }

    @Test
    void whoStaysSilentInTheGreetingIsCutOff() throws IOException {
        try (TestPeer alice =
                        TestPeer.start(1, config -> config.withTimes(TestPeer.patience(Duration.ofMillis(300), LONG)));
                Socket silent = connect(alice)) {
            alice.await(Event.Refused.class, event -> event.reason().contains("the greeting took longer"));
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            try (RawPeer mute = new RawPeer(9, alice.socket())) {
                alice.awaitNth(2, Event.Refused.class, event -> event.reason().contains("the greeting took longer"));
                assertThat(mute.readToTheEnd()).contains(FrameKind.HELLO);
            }
            alice.awaitThat(() -> alice.network().greeting() == 0);
        }
    }

    @Test
    void connectionsThatHaveNotGreetedAreFew() throws IOException {
        NetworkConfig.Limits usual = NetworkConfig.Limits.defaults();
        NetworkConfig.Limits few = new NetworkConfig.Limits(
                usual.inbound(),
                usual.outbound(),
                3,
                usual.votesBytes(),
                usual.proposalsBytes(),
                usual.bulkBytes(),
                usual.queuedMessages(),
                usual.eventLoops());
        List<Socket> sockets = new ArrayList<>();
        try (TestPeer alice = TestPeer.start(1, config -> config.withLimits(few))) {
            for (int i = 0; i < 3; i++) {
                sockets.add(connect(alice));
            }
            alice.awaitThat(() -> alice.network().greeting() == 3);
            try (Socket fourth = connect(alice)) {
                assertThat(fourth.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(alice.network().greeting()).isEqualTo(3);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void whoIsSilentAfterTheGreetingIsCutOff() throws IOException {
        try (TestPeer alice =
                        TestPeer.start(1, config -> config.withTimes(TestPeer.patience(LONG, Duration.ofMillis(400))));
                RawPeer mute = new RawPeer(9, alice.socket()).greet()) {
            alice.await(Event.Connected.class, event -> event.peer().equals(mute.id()));
            alice.await(Event.Disconnected.class, event -> event.peer().equals(mute.id()));
        }
    }

    @Test
    void nothingButGreetingsIsReadBeforeTheGreetingIsOver() throws IOException {
        try (TestPeer alice = TestPeer.start(1);
                RawPeer eager = new RawPeer(9, alice.socket())) {
            eager.send(FrameKind.PEERS, new byte[10]);
            alice.await(Event.Refused.class, event -> event.reason().contains("before the greeting was over"));
            eager.readToTheEnd();
        }
    }

    @Test
    void aLengthOverTheLimitIsRefusedBeforeItsBytesCome() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            byte vote = (byte) MessageKind.CAST_VOTE.firstByte();
            List<byte[]> prefixes = List.of(
                    header(Integer.MAX_VALUE, FrameKind.MESSAGE, vote),
                    header(-1, FrameKind.MESSAGE, vote),
                    header(Limits.WIDEST.bytes(MessageKind.CAST_VOTE) + 2, FrameKind.MESSAGE, vote),
                    header(Integer.MAX_VALUE, FrameKind.PEERS, vote),
                    header(2, FrameKind.PING, vote),
                    header(0, FrameKind.PING, vote),
                    header(50, FrameKind.MESSAGE, (byte) MessageKind.DELIVER.firstByte()),
                    header(50, FrameKind.MESSAGE, (byte) 0xff),
                    ByteBuffer.allocate(6).putInt(2).put((byte) 99).array());
            for (int i = 0; i < prefixes.size(); i++) {
                try (RawPeer peer = new RawPeer(10 + i, alice.socket()).greet()) {
                    peer.send(prefixes.get(i));
                    peer.readToTheEnd();
                    alice.await(Event.Disconnected.class, event -> event.peer().equals(peer.id()));
                }
            }
            assertThat(alice.events()).noneMatch(Event.Received.class::isInstance);
        }
    }

    @Test
    void chunksThatDoNotFitTogetherAreFaults() throws IOException {
        byte deliver = (byte) MessageKind.DELIVER.firstByte();
        byte propose = (byte) MessageKind.PROPOSE.firstByte();
        try (TestPeer alice = TestPeer.start(1)) {
            List<List<byte[]>> stories = List.of(
                    List.of(begin(Lane.BULK, Integer.MAX_VALUE, deliver)), // over the kind's limit
                    List.of(begin(Lane.BULK, 100, propose)), // in the wrong lane
                    List.of(begin(Lane.VOTES, 100, deliver)), // in no lane
                    List.of(begin(Lane.BULK, 100, deliver), begin(Lane.BULK, 100, deliver)), // two at once
                    List.of(begin(Lane.BULK, 0, deliver)), // longer than announced
                    List.of(begin(Lane.BULK, 3, deliver)), // whole, but no message
                    List.of(new byte[] {(byte) Lane.BULK.code()}),
                    List.of(new byte[0]));
            for (int i = 0; i < stories.size(); i++) {
                try (RawPeer peer = new RawPeer(10 + i, alice.socket()).greet()) {
                    for (byte[] chunk : stories.get(i)) {
                        peer.send(FrameKind.BEGIN, chunk);
                    }
                    if (i == 5) {
                        peer.send(FrameKind.MORE, new byte[] {(byte) Lane.BULK.code(), 1, 1});
                    }
                    peer.readToTheEnd();
                    alice.await(Event.Disconnected.class, event -> event.peer().equals(peer.id()));
                }
            }
        }
    }

    @Test
    void malformedMessagesLeadToABan() throws IOException {
        try (TestPeer alice = TestPeer.start(1)) {
            byte[] malformed = new byte[40];
            Arrays.fill(malformed, (byte) 0xff);
            malformed[0] = (byte) MessageKind.CAST_VOTE.firstByte();
            for (int times = 0; times < 2; times++) {
                try (RawPeer peer = new RawPeer(9, alice.socket()).greet()) {
                    peer.send(FrameKind.MESSAGE, malformed);
                    peer.readToTheEnd();
                }
            }
            alice.await(
                    Event.Banned.class,
                    event -> event.peer().equals(TestPeer.key(9).peerId()));
            try (RawPeer again = new RawPeer(9, alice.socket())) {
                assertThat(again.readToTheEnd()).contains(FrameKind.REFUSE);
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffBeforeMemoryGrows() throws IOException {
        int most = 256 * 1024;
        try (TestPeer alice = TestPeer.start(1, config -> config.withLimits(small(most)));
                RawPeer deaf = new RawPeer(9, alice.socket()).greet()) {
            alice.await(Event.Connected.class, event -> true);
            long sent = 0;
            while (alice.network().peer(deaf.id()).isPresent()) {
                alice.network().broadcast(REQUEST);
                assertThat(++sent).as("votes to a deaf peer").isLessThan(10_000_000);
                assertThat(alice.network()
                                .peer(deaf.id())
                                .map(PeerInfo::queuedBytes)
                                .orElse(0L))
                        .isLessThanOrEqualTo(most);
            }
            alice.await(Event.Disconnected.class, event -> event.peer().equals(deaf.id()));
        }
    }

    @Test
    void bulkForAPeerThatDoesNotReadIsDroppedAndVotesAreNot() throws IOException {
        int most = 256 * 1024;
        try (TestPeer alice = TestPeer.start(1, new BigPasses(), config -> config.withLimits(small(most)));
                RawPeer deaf = new RawPeer(9, alice.socket()).greet()) {
            alice.await(Event.Connected.class, event -> true);
            for (int i = 0; i < 1_000; i++) {
                alice.network().broadcast(BULK);
            }
            alice.network().send(deaf.id(), REQUEST);
            PeerInfo info = alice.network().peer(deaf.id()).orElseThrow();
            assertThat(info.dropped()).isPositive();
            assertThat(info.queuedBytes()).isLessThanOrEqualTo(2L * most);
            while (deaf.read() != FrameKind.MESSAGE) {
                // chunks and peer records come before it
            }
        }
    }

    private static NetworkConfig.Limits small(int bytes) {
        return new NetworkConfig.Limits(25, 25, 64, bytes, bytes, bytes, 100_000, 1);
    }

    private static Socket connect(TestPeer to) throws IOException {
        Socket socket = new Socket(to.socket().getAddress(), to.socket().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static byte[] header(int length, FrameKind kind, byte first) {
        return ByteBuffer.allocate(6)
                .putInt(length)
                .put((byte) kind.code())
                .put(first)
                .array();
    }

    private static byte[] begin(Lane lane, int total, byte first) {
        return ByteBuffer.allocate(6)
                .put((byte) lane.code())
                .putInt(total)
                .put(first)
                .array();
    }

    /** Makes every {@code Pass} 100 kB long. */
    private static final class BigPasses implements MessageCodec {
        private final MessageCodec real = MessageCodec.within(Limits.WIDEST);

        @Override
        public byte[] encode(Message message) {
            byte[] bytes = real.encode(message);
            return message.equals(BULK) ? Arrays.copyOf(bytes, 100_000) : bytes;
        }

        @Override
        public Message decode(byte[] bytes) {
            return real.decode(bytes);
        }

        @Override
        public int maxBytes(MessageKind kind) {
            return real.maxBytes(kind);
        }
    }
}
