package io.quorate.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: one request at a time; while it is answered, nothing is read.
 *
 * <pre>
 *   IDLE --head--> RECEIVING --last of the body--> ANSWERING --written--> IDLE
 *     \________________\__refused__> DRAINING --rest of the body, or 1 s--> closed
 *                       \__asks for a WebSocket--> a {@link SocketConnection} takes its place
 * </pre>
 *
 * <p>A refused request's body is dropped for a moment before closing: closing at once would reset the connection, and the
 * client might never see why.
 */
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);
    private static final Duration DRAIN = Duration.ofSeconds(1);

    /** A body up to this length is taken whatever else is held. */
    private static final int FREE_BYTES = 4_096;

    /** The same of what comes over a WebSocket, and is not dealt with. */
    private static final int FREE_SOCKET_BYTES = 16_384;

    private static final List<String> VERSIONS = List.of(WebSocketVersion.V13.toHttpHeaderValue());

    private enum State {
        IDLE,
        RECEIVING,
        ANSWERING,
        DRAINING
    }

    private final HttpLimits limits;
    private final ByteBudget held;
    private final SocketConnection.Shared sockets;
    private final HttpService service;

    private State state = State.IDLE;
    private @Nullable HttpHead head;
    private boolean keepAlive;
    private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private ByteBudget.Share share;
    private @Nullable ScheduledFuture<?> deadline;

    HttpConnection(HttpLimits limits, ByteBudget held, SocketConnection.Shared sockets, HttpService service) {
        this.limits = limits;
        this.held = held;
        this.share = held.share(FREE_BYTES);
        this.sockets = sockets;
        this.service = service;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        within(context, limits.idle());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        forget();
        if (deadline != null) {
            deadline.cancel(false);
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message.decoderResult().isFailure() && state != State.DRAINING) {
            refuse(context, HttpAnswer.text(HttpResponseStatus.BAD_REQUEST, "this is not HTTP/1.1 within its limits"));
            close(context);
            return;
        }
        if (message instanceof HttpRequest request && state == State.IDLE) {
            begin(context, request);
        }
        if (message instanceof HttpContent content && state == State.RECEIVING) {
            receive(context, content);
        }
        if (state == State.DRAINING && message instanceof LastHttpContent) {
            close(context);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        within(context, limits.request());
        state = State.RECEIVING;
        keepAlive = HttpUtil.isKeepAlive(request);
        String uri = request.uri();
        int query = uri.indexOf('?');
        InetSocketAddress local = (InetSocketAddress) context.channel().localAddress();
        HttpHead now = new HttpHead(
                request.method(), query < 0 ? uri : uri.substring(0, query), request.headers(), local.getAddress());
        head = now;
        Optional<HttpAnswer> refusal = service.refuse(now);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
        } else if (HttpUtil.getContentLength(request, 0L) > limits.bodyBytes()) {
            refuse(context, tooLong());
        } else if (HttpUtil.is100ContinueExpected(request)) {
            var unused = context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private HttpAnswer tooLong() {
        return HttpAnswer.text(
                HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "a body has at most " + limits.bodyBytes() + " bytes");
    }

    private void receive(ChannelHandlerContext context, HttpContent content) {
        ByteBuf part = content.content();
        int length = part.readableBytes();
        if (body.size() + length > limits.bodyBytes()) {
            refuse(context, tooLong());
            return;
        }
        if (!share.take(length)) {
            refuse(context, HttpAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many requests at a time"));
            return;
        }
        byte[] bytes = new byte[length];
        part.readBytes(bytes);
        body.writeBytes(bytes);
        if (content instanceof LastHttpContent && head != null) {
            Optional<SocketService> socket = asksForSocket(head) ? service.socket(head) : Optional.empty();
            if (socket.isPresent()) {
                upgrade(context, head, socket.get());
            } else {
                serve(context, head);
            }
        }
    }

    private static boolean asksForSocket(HttpHead head) {
        return head.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
    }

    /** From here on the connection is another handler's. */
    private void upgrade(ChannelHandlerContext context, HttpHead now, SocketService socket) {
        WebSocketDecoderConfig decoding = WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.sockets().messageBytes())
                .allowExtensions(false)
                .build();
        if (!now.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION).equals(VERSIONS)) {
            refuse(
                    context,
                    HttpAnswer.text(HttpResponseStatus.UPGRADE_REQUIRED, "WebSockets are served in version 13 only")
                            .with("Sec-WebSocket-Version", WebSocketVersion.V13.toHttpHeaderValue()));
            close(context);
            return;
        }
        SocketConnection connection =
                SocketConnection.reserve(context.channel(), limits.sockets(), sockets, held.share(FREE_SOCKET_BYTES));
        if (connection == null) {
            refuse(context, HttpAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many WebSockets at a time"));
            close(context);
            return;
        }
        forget();
        if (deadline != null) {
            deadline.cancel(false);
        }
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, now.method(), now.path(), Unpooled.EMPTY_BUFFER);
        request.headers().set(now.headers());
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(now.path(), socket.protocol().orElse(null), decoding);
        try {
            var unused = handshaker.handshake(context.channel(), request).addListener(sent -> {
                if (sent.isSuccess()) {
                    connection.begin(socket);
                }
            });
        } catch (RuntimeException e) {
            // Whatever the codec finds wrong with the head: the place must not be lost.
            LOG.debug("no handshake of {}", context.channel().remoteAddress(), e);
            connection.abandon();
            refuse(context, HttpAnswer.text(HttpResponseStatus.BAD_REQUEST, "this is no WebSocket handshake"));
            close(context);
            return;
        }
        connection.join(context.pipeline());
        context.pipeline().remove(this);
    }

    private void serve(ChannelHandlerContext context, HttpHead now) {
        state = State.ANSWERING;
        context.channel().config().setAutoRead(false);
        within(context, limits.answer());
        byte[] bytes = body.toByteArray();
        body = new ByteArrayOutputStream(0);
        // What the service still works on is held, whether or not the client waits for it.
        ByteBudget.Share serving = share;
        share = held.share(FREE_BYTES);
        var unused = service.serve(now, bytes).whenComplete((answer, failure) -> {
            HttpAnswer sent = answer;
            if (sent == null) {
                LOG.error("{} {} was not answered", now.method(), now.path(), failure);
                sent = HttpAnswer.text(HttpResponseStatus.INTERNAL_SERVER_ERROR, "an internal error");
            }
            HttpAnswer done = sent;
            serving.close();
            try {
                context.executor().execute(() -> write(context, done));
            } catch (RejectedExecutionException e) {
                LOG.debug("the server was closed before {} {} was answered", now.method(), now.path());
                done.gone().run();
            }
        });
    }

    private void write(ChannelHandlerContext context, HttpAnswer answer) {
        var unused = context.writeAndFlush(response(answer, keepAlive)).addListener(written -> {
            answer.gone().run();
            if (!written.isSuccess() || !keepAlive) {
                close(context);
                return;
            }
            state = State.IDLE;
            within(context, limits.idle());
            context.channel().config().setAutoRead(true);
        });
    }

    private void refuse(ChannelHandlerContext context, HttpAnswer answer) {
        forget();
        state = State.DRAINING;
        within(context, DRAIN);
        var unused = context.writeAndFlush(response(answer, false)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    }

    private static FullHttpResponse response(HttpAnswer answer, boolean keepAlive) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, answer.status(), Unpooled.wrappedBuffer(answer.body()));
        if (!answer.status().equals(HttpResponseStatus.NO_CONTENT)) {
            HttpUtil.setContentLength(response, answer.body().length);
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        }
        response.headers().set("X-Content-Type-Options", "nosniff").set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers()
                .set(HttpHeaderNames.CONNECTION, keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        return response;
    }

    private void forget() {
        share.close();
        share = held.share(FREE_BYTES);
        body = new ByteArrayOutputStream(0);
    }

    private static void close(ChannelHandlerContext context) {
        var unused = context.close();
    }

    /** Closes the connection after this time, unless it is called again before. */
    private void within(ChannelHandlerContext context, Duration time) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = context.executor().schedule(() -> close(context), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {} failed", context.channel().remoteAddress(), cause);
        close(context);
    }
}
