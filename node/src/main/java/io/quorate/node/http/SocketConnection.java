package io.quorate.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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

    /** What all sockets of a server share. */
    static final class Shared {
        private final AtomicLong queued = new AtomicLong();
        private final AtomicLong open = new AtomicLong();
    }

    private final SocketLimits limits;
    private final Shared shared;
    private final Channel channel;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();
    private SocketService.@Nullable Listener listener;
    private @Nullable ScheduledFuture<?> pings;
    private int inFlight;
    private int silent;

    private SocketConnection(Channel channel, SocketLimits limits, Shared shared) {
        this.channel = channel;
        this.limits = limits;
        this.shared = shared;
    }

    /** Takes the place of an HTTP connection whose handshake is being sent; null if there are as many as may be. */
    static @Nullable SocketConnection reserve(Channel channel, SocketLimits limits, Shared shared) {
        if (shared.open.incrementAndGet() > limits.sockets()) {
            shared.open.decrementAndGet();
            return null;
        }
        return new SocketConnection(channel, limits, shared);
    }

    /** The handshake failed: it never was one. */
    void abandon() {
        shared.open.decrementAndGet();
    }

    /** On the event loop, once the handshake is sent and this is in the pipeline. */
    void begin(SocketService service) {
        listener = service.opened(this);
        long every = limits.ping().toMillis();
        pings = channel.eventLoop().scheduleWithFixedDelay(this::ping, every, every, TimeUnit.MILLISECONDS);
    }

    private void ping() {
        if (++silent > SILENT_PINGS) {
            close(WebSocketCloseStatus.POLICY_VIOLATION.code(), "no sign of life");
            return;
        }
        var unused = channel.writeAndFlush(new PingWebSocketFrame());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing.set(true);
        shared.open.decrementAndGet();
        if (pings != null) {
            pings.cancel(false);
        }
        if (listener != null) {
            listener.closed();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        silent = 0;
        if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
            ByteBuf content = frame.content();
            byte[] message = new byte[content.readableBytes()];
            content.readBytes(message);
            receive(message);
        } else if (frame instanceof PingWebSocketFrame) {
            pong(frame);
        } else if (frame instanceof CloseWebSocketFrame close) {
            int status = close.statusCode() < 0 ? WebSocketCloseStatus.NORMAL_CLOSURE.code() : close.statusCode();
            close(status, "");
        }
    }

    /** A peer that asks for signs of life and reads none queues no more of them than of anything else. */
    private void pong(WebSocketFrame ping) {
        int length = ping.content().readableBytes();
        if (reserve(length)) {
            var unused = channel.writeAndFlush(
                            new PongWebSocketFrame(ping.content().retain()))
                    .addListener(written -> release(length));
        }
    }

    private void receive(byte[] message) {
        if (closing.get() || listener == null) {
            return;
        }
        if (++inFlight >= limits.inFlight()) {
            channel.config().setAutoRead(false);
        }
        listener.received(message);
    }

    @Override
    public void done() {
        run(() -> {
            inFlight--;
            channel.config().setAutoRead(true);
        });
    }

    @Override
    public boolean send(byte[] text) {
        if (closing.get() || !reserve(text.length)) {
            return false;
        }
        boolean taken = run(() -> {
            var unused = channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(text)))
                    .addListener(written -> release(text.length));
        });
        if (!taken) {
            release(text.length);
        }
        return taken;
    }

    private boolean reserve(int length) {
        long mine = queued.addAndGet(length);
        long all = shared.queued.addAndGet(length);
        if (mine <= limits.queueBytes() && all <= limits.queueBytesInAll()) {
            return true;
        }
        queued.addAndGet(-length);
        shared.queued.addAndGet(-length);
        // operations.md, HTTP: slow subscribers are cut off
        close(
                WebSocketCloseStatus.POLICY_VIOLATION.code(),
                "too slow: more than " + limits.queueBytes() + " bytes are queued for you");
        return false;
    }

    private void release(int length) {
        shared.queued.addAndGet(-length);
        long left = queued.addAndGet(-length);
        if (left <= limits.queueBytes() / 4 && listener != null) {
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
            var unused = channel.writeAndFlush(frame).addListener(written -> end());
            var unusedToo = channel.eventLoop().schedule(this::end, 1, TimeUnit.SECONDS);
        });
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
            close(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG.code(),
                    "a message has at most " + limits.messageBytes() + " bytes");
        } else if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            close(corrupted.closeStatus().code(), "this is not WebSocket");
        } else {
            LOG.debug("connection of {} failed", channel.remoteAddress(), cause);
            var unused = context.close();
        }
    }
}
