package io.quorate.node.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One accepted peer: takes its frames apart, and writes what waits for it as fast as it reads. */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails shows as a channel that is inactive
final class PeerConnection extends SimpleChannelInboundHandler<Frame> {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);
    /** Written before a flush, so that what TLS holds back stays small. */
    private static final int FLUSH_BYTES = 64 * 1024;
    /** Written before other peers of the event loop have their turn. */
    private static final int TURN_BYTES = 1024 * 1024;
    /** For a connection that another replaces to be closed by the other side, when all that was sent has come. */
    private static final int GIVE_WAY_MS = 1_000;

    private final Environment environment;
    private final PeerId id;
    private final Channel channel;
    private final String address;
    private final boolean inbound;
    private final Hello hello;
    private final OutboundQueue queue;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    /** Nothing more is sent or taken. */
    private volatile boolean closing;
    /** What carries on in place of this connection; what waits goes there. */
    private volatile @Nullable PeerConnection successor;
    // event loop only
    private final Reassembly proposals;
    private final Reassembly bulk;
    private final TokenBucket exchanges;
    private int stalls;
    /** The other side keeps another connection, which this side has yet to enter in the roster. */
    private boolean retiring;

    PeerConnection(Environment environment, PeerId id, Channel channel, String address, boolean inbound, Hello hello) {
        this.environment = environment;
        this.id = id;
        this.channel = channel;
        this.address = address;
        this.inbound = inbound;
        this.hello = hello;
        this.queue = new OutboundQueue(environment.config().limits());
        this.proposals = new Reassembly(environment.codec(), Lane.PROPOSALS);
        this.bulk = new Reassembly(environment.codec(), Lane.BULK);
        this.exchanges = new TokenBucket(64, Duration.ofSeconds(1), System::nanoTime);
    }

    PeerId id() {
        return id;
    }

    boolean inbound() {
        return inbound;
    }

    Hello hello() {
        return hello;
    }

    Optional<PublicKey> validatorKey() {
        return hello.validator().map(Hello.ValidatorProof::key);
    }

    PeerInfo info() {
        return new PeerInfo(
                id,
                address,
                inbound,
                environment.roster().isReserved(id),
                hello.software(),
                hello.name(),
                validatorKey(),
                bytesIn.get(),
                bytesOut.get(),
                queue.bytes(),
                queue.dropped(),
                environment.reputation().points(id));
    }

    /** Queues a message; any thread. */
    void send(MessageKind kind, byte[] bytes) {
        if (closing && successor == null) {
            return;
        }
        switch (queue.offer(kind, bytes)) {
            case TAKEN -> wake();
            case DROPPED -> {}
            case OVERFLOW -> cutOff("it does not take its votes");
        }
    }

    /** Tells the peer where peers listen; any thread. */
    void tell(List<PeerRecord> records) {
        if (!records.isEmpty()) {
            byte[] encoded = PeerRecord.encode(records);
            channel.eventLoop().execute(() -> {
                if (channel.isWritable()) {
                    writeControl(FrameKind.PEERS, encoded);
                }
            });
        }
    }

    /** Tells the peer where this node and some others listen; any thread. */
    void greet() {
        if (channel.localAddress() instanceof InetSocketAddress local) {
            tell(environment.exchange().greeting(local));
        }
    }

    /** Ends the connection with a stated reason; any thread. */
    void refuse(Refusal refusal) {
        closing = true;
        channel.eventLoop()
                .execute(() -> channel.writeAndFlush(Frame.encode(channel.alloc(), FrameKind.REFUSE, refusal.encode()))
                        .addListener(ChannelFutureListener.CLOSE));
    }

    /**
     * Lets another connection of the same peer carry on: what waits goes there, and what the peer has sent already is
     * still taken. Any thread.
     */
    void giveWay(PeerConnection other) {
        successor = other;
        channel.eventLoop().execute(() -> {
            drain();
            Refusal duplicate = new Refusal(Refusal.Cause.DUPLICATE, "another connection is kept");
            channel.writeAndFlush(Frame.encode(channel.alloc(), FrameKind.REFUSE, duplicate.encode()));
            if (retiring) {
                channel.close();
            } else {
                closeSoon();
            }
        });
    }

    private void closeSoon() {
        channel.eventLoop().schedule(() -> channel.close(), GIVE_WAY_MS, TimeUnit.MILLISECONDS);
    }

    /** Ends the connection without a word; any thread. */
    void cutOff(String reason) {
        if (!closing) {
            closing = true;
            LOG.debug("cut off {} at {}: {}", id.shortText(), address, reason);
        }
        channel.close();
    }

    private void wake() {
        if (woken.compareAndSet(false, true)) {
            channel.eventLoop().execute(this::drain);
        }
    }

    private void drain() {
        woken.set(false);
        PeerConnection other = successor;
        if (other != null) {
            queue.moveTo(other::send);
            return;
        }
        if (retiring) {
            return; // a moment later there is a successor
        }
        int unflushed = 0;
        int turn = 0;
        while (channel.isActive() && channel.isWritable() && turn < TURN_BYTES) {
            Optional<OutboundQueue.Outgoing> next = queue.next(channel.alloc());
            if (next.isEmpty()) {
                break;
            }
            ByteBuf frame = next.get().frame();
            int size = frame.readableBytes();
            environment.traffic().sent(next.get().kind(), size);
            bytesOut.addAndGet(size);
            channel.write(frame);
            turn += size;
            unflushed += size;
            if (unflushed >= FLUSH_BYTES) {
                channel.flush();
                unflushed = 0;
            }
        }
        if (unflushed > 0) {
            channel.flush();
        }
        if (turn >= TURN_BYTES && !queue.isEmpty()) {
            wake();
        }
    }

    private void writeControl(FrameKind kind, byte[] content) {
        environment.traffic().transportSent(Frame.HEADER_BYTES + content.length);
        bytesOut.addAndGet(Frame.HEADER_BYTES + content.length);
        channel.writeAndFlush(Frame.encode(channel.alloc(), kind, content));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        if (closing) {
            return;
        }
        bytesIn.addAndGet(Frame.HEADER_BYTES + frame.content().readableBytes());
        Optional<Received> received;
        try {
            received = read(frame);
        } catch (IllegalArgumentException e) {
            fault(Fault.MALFORMED, String.valueOf(e.getMessage()));
            return;
        }
        // Outside of what judges bytes: an error in what follows is this node's, not the peer's.
        received.ifPresent(whole -> environment.listener().received(id, whole.message(), whole.bytes()));
    }

    private record Received(Message message, int bytes) {}

    /** What a frame completes; throws {@link IllegalArgumentException} for what a peer must not send. */
    private Optional<Received> read(Frame frame) {
        return switch (frame.kind()) {
            case MESSAGE -> Optional.of(decode(frame.bytes()));
            case BEGIN -> lane(frame.content()).begin(frame.content()).map(this::decode);
            case MORE -> lane(frame.content()).more(frame.content()).map(this::decode);
            case PEERS -> {
                heard(frame.bytes());
                yield Optional.empty();
            }
            case PING -> {
                environment.traffic().transportReceived(Frame.HEADER_BYTES);
                yield Optional.empty();
            }
            case REFUSE -> {
                refusedBy(Refusal.decode(frame.bytes()));
                yield Optional.empty();
            }
            case HELLO, ACCEPT -> throw new IllegalArgumentException("a second " + frame.kind());
        };
    }

    private Reassembly lane(ByteBuf content) {
        int lane = content.isReadable() ? content.readUnsignedByte() : -1;
        if (lane == Lane.PROPOSALS.code()) {
            return proposals;
        } else if (lane == Lane.BULK.code()) {
            return bulk;
        }
        throw new IllegalArgumentException("no lane " + lane);
    }

    private Received decode(byte[] bytes) {
        MessageKind kind = MessageKind.ofFirstByte(Byte.toUnsignedInt(bytes[0]));
        environment.traffic().received(kind, Frame.HEADER_BYTES + bytes.length);
        return new Received(environment.codec().decode(bytes), bytes.length);
    }

    private void heard(byte[] bytes) {
        environment.traffic().transportReceived(Frame.HEADER_BYTES + bytes.length);
        if (!exchanges.tryTake()) {
            return; // too many cost their sender nothing, but nobody checks them
        }
        boolean fromThisMachine = channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
        List<PeerRecord> news = environment.exchange().heard(id, fromThisMachine, PeerRecord.decode(bytes));
        if (!news.isEmpty()) {
            environment.roster().connections().stream()
                    .filter(other -> other != this)
                    .forEach(other -> other.tell(news));
        }
    }

    private void refusedBy(Refusal refusal) {
        if (refusal.cause() != Refusal.Cause.DUPLICATE) {
            String reason = "refused by the peer: " + refusal.reason();
            environment.listener().refused(FailedConnection.of(address, inbound, reason));
            cutOff(refusal.reason());
        } else if (successor != null) {
            channel.close();
        } else {
            retiring = true;
            closeSoon();
        }
    }

    private void fault(Fault fault, String reason) {
        environment.penalties().penalize(id, fault, reason);
        cutOff(reason);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            stalls = 0;
            wake();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            switch (idle.state()) {
                case READER_IDLE ->
                    cutOff("nothing came for " + environment.config().times().idle());
                case WRITER_IDLE -> keepAlive();
                case ALL_IDLE -> {}
            }
        }
    }

    private void keepAlive() {
        if (channel.isWritable()) {
            stalls = 0;
            writeControl(FrameKind.PING, new byte[0]);
            return;
        }
        NetworkConfig.Times times = environment.config().times();
        if (++stalls > times.idle().toMillis() / times.keepAlive().toMillis()) {
            cutOff("it has read nothing for " + times.idle());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        if (environment.roster().remove(this)) {
            environment.listener().disconnected(id);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof PeerFaultException) {
            fault(Fault.MALFORMED, String.valueOf(cause.getMessage()));
        } else if (cause instanceof java.io.IOException || cause instanceof io.netty.handler.codec.DecoderException) {
            cutOff("the connection broke: " + cause.getMessage());
        } else {
            LOG.error("a fault of this node while serving peer {}", id, cause);
            cutOff("a fault of this node");
        }
    }
}
