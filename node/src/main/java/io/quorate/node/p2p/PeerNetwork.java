package io.quorate.node.p2p;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peers, over TCP. Finds them, keeps connected to them, carries messages to and from them. All methods may be called
 * from any thread and none blocks, but for {@link #start} and {@link #close}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails shows as a channel that is inactive
public final class PeerNetwork implements Network, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerNetwork.class);
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(Frame.CHUNK_BYTES, 2 * Frame.CHUNK_BYTES);
    private static final int CLOSE_NOTIFY_MS = 200;
    private static final int STOP_MS = 1_000;

    /**
     * Told what happens, on the event loops: it must not block. For one peer the calls come in order: connected, what is
     * received, disconnected; when one connection takes another's place, disconnected and connected come in between.
     */
    public interface Listener {
        /** A peer is connected. */
        void connected(PeerId peer, PeerInfo info);

        /** It is not any more. */
        void disconnected(PeerId peer);

        /** A peer sent a message of so many bytes. Nothing in it is verified but its form. */
        void received(PeerId peer, Message message, int bytes);

        /** A connection did not come about, or was ended by the other side. Anybody may cause as many as they like. */
        void refused(FailedConnection connection);

        /** A peer is banned for a time, for a fault that was one too many. */
        void banned(PeerId peer, Fault fault, String reason, Duration time);
    }

    private final Environment environment;
    private final Tls tls;
    private final IoEventLoopGroup group;
    private final EventLoop control;
    private final ExecutorService resolver;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final GreetingSlots greetingSlots;
    private final PeerBook book;
    private final Optional<PeerFiles> files;
    private final Dialer dialer;
    private final Channel server;
    private final int port;
    private volatile boolean closed;
    private volatile @Nullable Encoded lastEncoded;

    private static final class Encoded {
        private final Message message;
        private final byte[] bytes;

        private Encoded(Message message, byte[] bytes) {
            this.message = message;
            this.bytes = bytes;
        }
    }

    /**
     * Listens and begins to dial.
     *
     * @throws IOException with one line that says what to do, if the listen address can't be had
     */
    public static PeerNetwork start(Identity identity, NetworkConfig config, MessageCodec codec, Listener listener)
            throws IOException {
        return new PeerNetwork(identity, config, codec, listener);
    }

    private PeerNetwork(Identity identity, NetworkConfig config, MessageCodec codec, Listener listener)
            throws IOException {
        SecureRandom random = new SecureRandom();
        PeerId own = identity.nodeKey().peerId();
        this.tls = Tls.of(NodeCertificate.of(identity.nodeKey()));
        this.greetingSlots = new GreetingSlots(config.limits().greeting());
        this.group = new MultiThreadIoEventLoopGroup(
                config.limits().eventLoops(), new DefaultThreadFactory("p2p", true), NioIoHandler.newFactory());
        this.resolver = Executors.newSingleThreadExecutor(new DefaultThreadFactory("p2p-names", true));
        try {
            this.server = listen(config.listen());
        } catch (IOException e) {
            stopThreads();
            throw e;
        }
        InetSocketAddress bound = (InetSocketAddress) server.localAddress();
        this.port = bound.getPort();
        this.book = new PeerBook(own, identity.chain(), random);
        Roster roster = new Roster(own, config);
        Reputation reputation = new Reputation(Clock.systemUTC(), config.times());
        this.files = config.directory().map(directory -> PeerFiles.open(directory, book, reputation));
        this.control = group.next();
        this.dialer = new Dialer(control, config, own, roster, reputation, book, random, this::dial);
        roster.whenLost(dialer::wake);
        OwnRecord ownRecord = new OwnRecord(identity.nodeKey(), identity.chain(), bound, config.publicAddresses());
        this.environment = new Environment(
                identity,
                random.nextLong(),
                port,
                config,
                codec,
                listener,
                new Traffic(),
                roster,
                reputation,
                new Exchange(ownRecord, book, dialer::wake),
                this::penalize);
        server.config().setAutoRead(true); // only now is there someone to take connections
        dialer.start();
        long exchange = config.times().exchange().toMillis();
        var unused = control.scheduleWithFixedDelay(
                () -> {
                    List<PeerConnection> peers = List.copyOf(roster.connections());
                    if (!peers.isEmpty()) {
                        peers.get(random.nextInt(peers.size())).greet();
                    }
                },
                exchange,
                exchange,
                TimeUnit.MILLISECONDS);
    }

    private Channel listen(InetSocketAddress address) throws IOException {
        ChannelFuture bind = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (bind.isSuccess()) {
            return bind.channel();
        }
        Throwable cause = bind.cause();
        String reason = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && reason.contains("in use")) {
            throw new IOException("port " + address.getPort() + " is taken: choose another with --port", cause);
        }
        throw new IOException(
                "can't listen on " + address.getHostString() + " port " + address.getPort() + " (" + reason
                        + "): choose another with --listen-addr and --port",
                cause);
    }

    private void accept(Channel channel) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        if (closed || !greetingSlots.tryTake(remote.getAddress())) {
            channel.close();
            return;
        }
        Handshake.Ending release = new Handshake.Ending() {
            private boolean released;

            @Override
            public void ended(Handshake.Outcome outcome) {
                if (!released) {
                    released = true;
                    greetingSlots.release(remote.getAddress());
                }
            }
        };
        String address = Multiaddr.of(remote.getAddress(), remote.getPort()).toString();
        FrameDecoder decoder = new FrameDecoder(environment.codec());
        equip(channel, tls.server(), decoder, Handshake.incoming(environment, decoder, address, release));
    }

    private void equip(Channel channel, SslContext context, FrameDecoder decoder, Handshake handshake) {
        NetworkConfig.Times times = environment.config().times();
        channels.add(channel);
        SslHandler ssl = context.newHandler(channel.alloc());
        ssl.setHandshakeTimeoutMillis(0); // the whole greeting has one
        ssl.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MS);
        channel.pipeline()
                .addLast(ssl)
                .addLast(new IdleStateHandler(
                        times.idle().toMillis(), times.keepAlive().toMillis(), 0, TimeUnit.MILLISECONDS))
                .addLast(decoder)
                .addLast(handshake);
    }

    private void dial(PeerId peer, Multiaddr address, boolean announced, Handshake.Ending ending) {
        try {
            if (address.isName()) {
                resolver.execute(() -> lookUp(peer, address, announced, ending));
            } else {
                connect(peer, address, address.resolve(), announced, ending);
            }
        } catch (UnknownHostException e) {
            unreachable(address, e.getMessage(), announced, ending);
        } catch (RejectedExecutionException e) {
            ending.ended(Handshake.Outcome.FAILED); // closing
        }
    }

    /** On a thread of its own: it may take long. */
    private void lookUp(PeerId peer, Multiaddr address, boolean announced, Handshake.Ending ending) {
        try {
            InetSocketAddress socket = address.resolve();
            control.execute(() -> connect(peer, address, socket, announced, ending));
        } catch (UnknownHostException e) {
            unreachable(address, "no address for " + address.host(), announced, ending);
        } catch (RejectedExecutionException e) {
            LOG.debug("a name was found too late, the network is closed: {}", address);
        }
    }

    private void connect(
            PeerId peer, Multiaddr address, InetSocketAddress socket, boolean announced, Handshake.Ending ending) {
        if (closed) {
            return;
        }
        new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(environment.config().times().connect().toMillis()))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                    }
                })
                .connect(socket)
                .addListener((ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        FrameDecoder decoder = new FrameDecoder(environment.codec());
                        equip(
                                connected.channel(),
                                tls.client(),
                                decoder,
                                Handshake.outgoing(environment, decoder, address.toString(), peer, ending));
                    } else {
                        unreachable(address, connected.cause().getMessage(), announced, ending);
                    }
                });
    }

    private void unreachable(Multiaddr address, @Nullable String reason, boolean announced, Handshake.Ending ending) {
        if (announced && !closed) {
            String line = "not reached: " + reason + "; trying on";
            environment.listener().refused(FailedConnection.of(address.toString(), false, line));
        }
        ending.ended(Handshake.Outcome.FAILED);
    }

    @Override
    public void send(PeerId peer, Message message) {
        environment
                .roster()
                .find(peer)
                .ifPresent(connection -> connection.send(MessageKind.of(message), encoded(message)));
    }

    /** The bytes of a message, which one peer after the other often gets: the last are kept. */
    private byte[] encoded(Message message) {
        Encoded last = lastEncoded;
        if (last != null && last.message == message) {
            return last.bytes;
        }
        byte[] bytes = environment.codec().encode(message);
        lastEncoded = new Encoded(message, bytes);
        return bytes;
    }

    @Override
    public void broadcast(Message message) {
        var connections = environment.roster().connections();
        if (connections.isEmpty()) {
            return;
        }
        MessageKind kind = MessageKind.of(message);
        byte[] bytes = environment.codec().encode(message);
        connections.forEach(connection -> connection.send(kind, bytes));
    }

    @Override
    public void penalize(PeerId peer, Fault fault, String reason) {
        if (environment.roster().isReserved(peer)) {
            return; // network.md, Discovery: never banned
        }
        environment.reputation().penalize(peer, fault).ifPresent(time -> {
            environment.listener().banned(peer, fault, reason, time);
            environment
                    .roster()
                    .find(peer)
                    .ifPresent(connection -> connection.refuse(
                            new Refusal(Refusal.Cause.BANNED, "banned for " + time.toSeconds() + " s: " + reason)));
        });
    }

    /**
     * Dials one more peer, now and whenever it is not connected, until the node stops.
     *
     * @param address with its peer id
     * @return completes soon, on a thread of the network: false if it is this node's own address, known already, or one too
     *     many
     */
    public CompletableFuture<Boolean> add(Multiaddr address) {
        if (address.peer().isEmpty()) {
            throw new IllegalArgumentException(
                    "address " + address + " lacks its peer id: add /p2p/PEER_ID at the end");
        }
        return dialer.add(address);
    }

    /** Other peers are reserved from now on, each with its peer id; those of before are peers like any other. */
    public void reserve(List<Multiaddr> addresses) {
        Roster roster = environment.roster();
        roster.reserve(addresses);
        dialer.reserve(addresses);
        if (environment.config().reservedOnly()) {
            roster.connections().stream()
                    .filter(connection -> !roster.isReserved(connection.id()))
                    .forEach(connection ->
                            connection.refuse(new Refusal(Refusal.Cause.FULL, "only reserved nodes are taken")));
        }
    }

    /** Bans a peer for a time, because the operator says so; false if it is reserved, and so never banned. */
    public boolean ban(PeerId peer, Duration time) {
        if (environment.roster().isReserved(peer)) {
            return false;
        }
        environment.reputation().ban(peer, time);
        environment
                .roster()
                .find(peer)
                .ifPresent(connection -> connection.refuse(new Refusal(
                        Refusal.Cause.BANNED, "banned for " + time.toSeconds() + " s by this node's operator")));
        return true;
    }

    /** Tells which validators are in the current set: they have slots of their own. */
    public void validators(Set<PublicKey> keys) {
        environment.roster().validators(keys);
    }

    /** The connected peers. */
    public List<PeerInfo> peers() {
        return environment.roster().connections().stream()
                .map(PeerConnection::info)
                .toList();
    }

    /** A connected peer. */
    public Optional<PeerInfo> peer(PeerId id) {
        return environment.roster().find(id).map(PeerConnection::info);
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Who this node is. */
    public PeerId id() {
        return environment.ownId();
    }

    /** Bytes so far. */
    public Traffic traffic() {
        return environment.traffic();
    }

    /** Bans so far, by the fault that was one too many. */
    public Map<Fault, Long> bans() {
        return environment.reputation().bans();
    }

    /** Peers whose addresses are known. */
    int known() {
        return book.size();
    }

    /** Connections that are not accepted yet, of those that others dialled. */
    int greeting() {
        return greetingSlots.taken();
    }

    /** Closes all connections and ends the threads; takes a second or two at most. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        server.close().awaitUninterruptibly(STOP_MS);
        channels.close().awaitUninterruptibly(STOP_MS);
        stopThreads();
        files.ifPresent(PeerFiles::close);
    }

    private void stopThreads() {
        resolver.shutdownNow();
        group.shutdownGracefully(0, STOP_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(2 * STOP_MS);
    }
}
