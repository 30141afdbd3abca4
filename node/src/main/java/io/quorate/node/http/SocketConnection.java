package io.quorate.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, from its handshake to its end. The queue of what goes out is counted when it is offered and when it was
 * written, so a peer that does not read is known by bytes, whatever the kernel holds.
 */
final class SocketConnection extends SimpleChannelInboundHandler<WebSocketFrame> implements SocketPeer {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);
    private static final int SILENT_PINGS = 3;
    private static final int MAX_REASON_BYTES = 120;

    /** How often in one patience it is looked at whether anything moves. */
    private static final int LOOKS = 10;

    /** What a frame in the queue takes besides its content: an empty one is not free. */
    private static final int FRAME_BYTES = 512;

    /** What all sockets of a server share. */
    static final class Shared {
        private final AtomicLong queued = new AtomicLong();
        private final AtomicLong open = new AtomicLong();
        private final Set<SocketConnection> sockets = ConcurrentHashMap.newKeySet();

        /** The one with most in its queue. */
        private Optional<SocketConnection> largest() {
            return sockets.stream().max(Comparator.comparingLong(SocketConnection::queued));
        }
    }

    private final SocketLimits limits;
    private final Shared shared;
    private final Channel channel;
    /** Bytes that came: of a frame or a message that is not whole, or of a message that is being dealt with. */
    private final ByteBudget.Share incoming;

    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    /** Whether the shared account is rid of its queue already; under the monitor of this, as changes of the queue are. */
    private boolean left;

    private SocketService.@Nullable Listener listener;
    private @Nullable ScheduledFuture<?> pings;
    private @Nullable ScheduledFuture<?> looks;
    private int inFlight;
    private int silent;

    /** Bytes of which no frame was made yet. */
    private long unframed;

    /** The fragments of a message so far. */
    private ByteArrayOutputStream fragments = new ByteArrayOutputStream(0);

    private boolean deaf;
    private final Progress written = new Progress();
    private final Progress received = new Progress();

    private SocketConnection(Channel channel, SocketLimits limits, Shared shared, ByteBudget.Share incoming) {
        this.channel = channel;
        this.limits = limits;
        this.shared = shared;
        this.incoming = incoming;
    }

    /** Takes the place of an HTTP connection whose handshake is being sent; null if there are as many as may be. */
    static @Nullable SocketConnection reserve(
            Channel channel, SocketLimits limits, Shared shared, ByteBudget.Share incoming) {
        if (shared.open.incrementAndGet() > limits.sockets()) {
            shared.open.decrementAndGet();
            return null;
        }
        return new SocketConnection(channel, limits, shared, incoming);
    }

    /** The handshake failed: it never was one. */
    void abandon() {
        shared.open.decrementAndGet();
    }

    /** Takes its places in the pipeline, around the codec. */
    void join(ChannelPipeline pipeline) {
        pipeline.addFirst(new Arrivals()).addLast(new Utf8FrameValidator()).addLast(this);
    }

    /** On the event loop, once the handshake is sent and this is in the pipeline. */
    void begin(SocketService service) {
        if (!channel.isActive()) {
            return;
        }
        shared.sockets.add(this);
        listener = service.opened(this);
        pings = every(limits.ping().toMillis(), this::ping);
        looks = every(Math.max(1, limits.patience().toMillis() / LOOKS), this::look);
    }

    private ScheduledFuture<?> every(long millis, Runnable task) {
        return channel.eventLoop().scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void ping() {
        if (++silent > SILENT_PINGS) {
            close(WebSocketCloseStatus.POLICY_VIOLATION.code(), "no sign of life");
            return;
        }
        var unused = write(0, PingWebSocketFrame::new, () -> {});
    }

    /** What goes on in one direction, or does not. */
    private static final class Progress {
        private long steps;
        private long lastSteps;
        private int looks;

        void step() {
            steps++;
        }

        /** One look more; whether something is waited for and there was no step for a whole patience. */
        boolean isStalled(boolean waitedFor) {
            looks = waitedFor && steps == lastSteps ? looks + 1 : 0;
            lastSteps = steps;
            return looks > LOOKS;
        }
    }

    private void look() {
        // operations.md, HTTP: whoever does not read is cut off
        if (written.isStalled(queued.get() > 0)) {
            cutOff();
        }
        // While nothing is read, the rest of a message cannot come.
        boolean unfinished = channel.config().isAutoRead() && (unframed > 0 || fragments.size() > 0);
        if (received.isStalled(unfinished)) {
            close(
                    WebSocketCloseStatus.POLICY_VIOLATION.code(),
                    "too slow: a message must arrive within "
                            + limits.patience().toSeconds() + " s");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing.set(true);
        shared.sockets.remove(this);
        shared.open.decrementAndGet();
        incoming.give(unframed + fragments.size());
        unframed = 0;
        fragments = new ByteArrayOutputStream(0);
        for (ScheduledFuture<?> task :
                Stream.of(pings, looks).filter(Objects::nonNull).toList()) {
            task.cancel(false);
        }
        if (listener != null) {
            listener.closed();
        }
    }

    /** The first of the pipeline: counts what comes before a frame is made of it. */
    private final class Arrivals extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes && !arrived(bytes.readableBytes())) {
                bytes.release();
                return;
            }
            context.fireChannelRead(message);
        }
    }

    private boolean arrived(int length) {
        if (deaf || !incoming.take(length)) {
            overloaded();
            return false;
        }
        unframed += length;
        return true;
    }

    /** There is no room for what came: without it, the rest means nothing. */
    private void overloaded() {
        deaf = true;
        close(WebSocketCloseStatus.TRY_AGAIN_LATER.code(), "the node holds as much as it may: try again later");
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        silent = 0;
        long framed = Math.min(unframed, bytesOf(frame));
        unframed -= framed;
        incoming.give(framed);
        if (closing.get()) {
            return;
        }
        if (frame instanceof PingWebSocketFrame) {
            pong(frame);
        } else if (frame instanceof CloseWebSocketFrame close) {
            int status = close.statusCode() < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE.code() : close.statusCode();
            close(status, "");
        } else if (!(frame instanceof PongWebSocketFrame)) {
            collect(frame);
        }
    }

    /** What a frame of a client was on the wire: the codec lets no longer form of its length pass. */
    private static long bytesOf(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        return 6L + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + length;
    }

    /** A peer that asks for signs of life and reads none queues no more of them than of anything else. */
    private void pong(WebSocketFrame ping) {
        byte[] content = ByteBufUtil.getBytes(ping.content());
        var unused = write(content.length, () -> new PongWebSocketFrame(Unpooled.wrappedBuffer(content)), () -> {});
    }

    /** A message, or a fragment of one; the codec has seen to their order. */
    private void collect(WebSocketFrame frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame.content());
        if (fragments.size() + bytes.length > limits.messageBytes()) {
            tooLong();
        } else if (!incoming.take(bytes.length)) {
            overloaded();
        } else if (frame.isFinalFragment() && fragments.size() == 0) {
            receive(bytes);
        } else {
            fragments.writeBytes(bytes);
            if (frame.isFinalFragment()) {
                byte[] message = fragments.toByteArray();
                fragments = new ByteArrayOutputStream(0);
                receive(message);
            }
        }
    }

    private void receive(byte[] message) {
        received.step();
        if (listener == null) {
            incoming.give(message.length);
            return;
        }
        if (++inFlight >= limits.inFlight()) {
            channel.config().setAutoRead(false);
        }
        listener.received(message);
    }

    @Override
    public void done(int bytes) {
        incoming.give(bytes);
        run(() -> {
            inFlight--;
            channel.config().setAutoRead(true);
        });
    }

    @Override
    public boolean send(byte[] text) {
        return write(text.length, () -> new TextWebSocketFrame(Unpooled.wrappedBuffer(text)), this::drained);
    }

    private boolean write(int length, Supplier<WebSocketFrame> frame, Runnable then) {
        int cost = length + FRAME_BYTES;
        if (closing.get() || !charge(cost)) {
            return false;
        }
        boolean taken = run(() -> {
            var unused = channel.writeAndFlush(frame.get()).addListener(sent -> {
                if (sent.isSuccess()) {
                    written.step();
                }
                release(cost);
                then.run();
            });
        });
        if (!taken) {
            release(cost);
        }
        return taken;
    }

    private boolean charge(int cost) {
        long mine;
        synchronized (this) {
            if (left) {
                return false;
            }
            mine = queued.addAndGet(cost);
            shared.queued.addAndGet(cost);
        }
        // operations.md, HTTP: slow subscribers are cut off
        if (mine > limits.queueBytes()) {
            close(
                    WebSocketCloseStatus.POLICY_VIOLATION.code(),
                    "too slow: more than " + limits.queueBytes() + " bytes are queued for you");
            release(cost);
            return false;
        }
        makeRoom();
        synchronized (this) {
            if (!left) {
                return true;
            }
        }
        release(cost);
        return false;
    }

    /** Cuts off whoever has most in its queue, whoever it is that queues more: it is the slow one. */
    private void makeRoom() {
        if (shared.queued.get() <= limits.queueBytesInAll()) {
            return;
        }
        synchronized (shared) {
            Optional<SocketConnection> largest = shared.largest();
            while (shared.queued.get() > limits.queueBytesInAll() && largest.isPresent()) {
                largest.get().cutOff();
                largest = shared.largest();
            }
        }
    }

    /** At once, without a word: it would not read that either. */
    private void cutOff() {
        closing.set(true);
        shared.sockets.remove(this);
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
            shared.queued.addAndGet(-queued.get());
        }
        run(this::end);
    }

    private synchronized void release(int cost) {
        queued.addAndGet(-cost);
        if (!left) {
            shared.queued.addAndGet(-cost);
        }
    }

    private void drained() {
        if (queued.get() <= limits.queueBytes() / 4 && listener != null) {
            listener.drained();
        }
    }

    @Override
    public long queued() {
        return queued.get();
    }

    @Override
    public void close(int status, String reason) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        String shown = reason.length() <= MAX_REASON_BYTES ? reason : reason.substring(0, MAX_REASON_BYTES);
        run(() -> {
            CloseWebSocketFrame frame = WebSocketCloseStatus.isValidStatusCode(status)
                    ? new CloseWebSocketFrame(status, shown)
                    : new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE);
            // Whoever does not read does not get this either, and is not waited for.
            var unused = channel.writeAndFlush(frame).addListener(sent -> end());
            var unusedToo = channel.eventLoop().schedule(this::end, 1, TimeUnit.SECONDS);
        });
    }

    private void tooLong() {
        close(WebSocketCloseStatus.MESSAGE_TOO_BIG.code(), "a message has at most " + limits.messageBytes() + " bytes");
    }

    private void end() {
        var unused = channel.close();
    }

    private boolean run(Runnable task) {
        try {
            channel.eventLoop().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            LOG.debug("the server is closing");
            return false;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            tooLong();
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(corrupted.closeStatus().code(), "this is not WebSocket");
        } else {
            LOG.debug("connection of {} failed", channel.remoteAddress(), cause);
            var unused = context.close();
        }
    }
}
