package io.quorate.node.p2p;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;

/** A network with a fixed key on a free loopback port, that writes down what its listener is told. */
final class TestPeer implements AutoCloseable {
    static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {1}));
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** What a listener was told. */
    sealed interface Event {
        record Connected(PeerId peer, PeerInfo info) implements Event {}

        record Disconnected(PeerId peer) implements Event {}

        record Received(PeerId peer, Message message) implements Event {}

        record Refused(FailedConnection connection) implements Event {
            String reason() {
                return connection.reason();
            }
        }

        record Banned(PeerId peer, Fault fault) implements Event {}
    }

    private final List<Event> events = new ArrayList<>();
    private final PeerNetwork network;

    private TestPeer(NodeKey key, ChainId chain, NetworkConfig config, MessageCodec codec) throws IOException {
        network = PeerNetwork.start(
                new Identity(key, chain, SignatureSchemes.ed25519(), Optional.empty()), config, codec, new Recorder());
    }

    static NodeKey key(int number) {
        return NodeKey.of(Sha256.hash(new byte[] {(byte) number}).toBytes());
    }

    static TestPeer start(int number) throws IOException {
        return start(number, Function.identity());
    }

    static TestPeer start(int number, Function<NetworkConfig, NetworkConfig> change) throws IOException {
        return start(number, CHAIN, change);
    }

    static TestPeer start(int number, ChainId chain, Function<NetworkConfig, NetworkConfig> change) throws IOException {
        return new TestPeer(key(number), chain, change.apply(config(0)), MessageCodec.within(Limits.WIDEST));
    }

    static TestPeer start(int number, MessageCodec codec, Function<NetworkConfig, NetworkConfig> change)
            throws IOException {
        return new TestPeer(key(number), CHAIN, change.apply(config(0)), codec);
    }

    static NetworkConfig config(int port) {
        return NetworkConfig.listeningOn(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .withTimes(times());
    }

    /** A port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static Multiaddr addressOf(int number, int port) {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)
                .withPeer(key(number).peerId());
    }

    static NetworkConfig.Times patience(Duration greeting, Duration idle) {
        NetworkConfig.Times usual = times();
        return new NetworkConfig.Times(
                usual.connect(),
                greeting,
                idle.dividedBy(4),
                idle,
                usual.redialFirst(),
                usual.redialLongest(),
                usual.redialRefused(),
                usual.look(),
                usual.exchange(),
                usual.banFirst(),
                usual.banLongest());
    }

    /** No test ends before the second look: whoever does not notice a loss at once fails it. */
    static NetworkConfig.Times times() {
        return new NetworkConfig.Times(
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofMillis(20),
                Duration.ofMillis(200),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                Duration.ofMillis(200),
                Duration.ofMinutes(10),
                Duration.ofHours(1));
    }

    PeerNetwork network() {
        return network;
    }

    PeerId id() {
        return network.id();
    }

    Multiaddr address() {
        return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + network.port() + "/p2p/" + id());
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), network.port());
    }

    List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** Waits until the first event fits; fails with all that happened if none does in time. */
    <T extends Event> T await(Class<T> type, Predicate<T> fits) {
        return awaitNth(1, type, fits);
    }

    <T extends Event> T awaitNth(int nth, Class<T> type, Predicate<T> fits) {
        List<T> found = new ArrayList<>();
        awaitThat(() -> {
            found.clear();
            events.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .filter(fits)
                    .forEach(found::add);
            return found.size() >= nth;
        });
        return found.get(nth - 1);
    }

    void awaitConnected(TestPeer other) {
        awaitThat(() -> network.peer(other.id()).isPresent());
    }

    /** Looks again after each event. */
    void awaitThat(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (events) {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("it did not come about; events: " + events);
                }
                try {
                    TimeUnit.NANOSECONDS.timedWait(events, Math.min(left, 50_000_000L));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    @Override
    public void close() {
        network.close();
    }

    private final class Recorder implements PeerNetwork.Listener {
        private void add(Event event) {
            synchronized (events) {
                events.add(event);
                events.notifyAll();
            }
        }

        @Override
        public void connected(PeerId peer, PeerInfo info) {
            add(new Event.Connected(peer, info));
        }

        @Override
        public void disconnected(PeerId peer) {
            add(new Event.Disconnected(peer));
        }

        @Override
        public void received(PeerId peer, Message message, int bytes) {
            add(new Event.Received(peer, message));
        }

        @Override
        public void refused(FailedConnection connection) {
            add(new Event.Refused(connection));
        }

        @Override
        public void banned(PeerId peer, Fault fault, String reason, Duration time) {
            add(new Event.Banned(peer, fault));
        }
    }
}
