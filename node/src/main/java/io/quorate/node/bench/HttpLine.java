package io.quorate.node.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Persistent HTTP/1.1 connections on one Netty loop, one body on each at a time. */
final class HttpLine implements Line {
    private static final int MAX_ANSWER_BYTES = 32 << 20;
    private static final int CONNECT_MILLIS = 5_000;

    private final NodeAddress node;
    private final EventLoop loop;
    private final int maxConnections;
    private final Bootstrap bootstrap;
    private final Deque<Connection> idle = new ArrayDeque<>();
    private int busy;

    HttpLine(NodeAddress node, InetSocketAddress address, EventLoop loop, int maxConnections) {
        this.node = node;
        this.loop = loop;
        this.maxConnections = maxConnections;
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .remoteAddress(address);
    }

    @Override
    public boolean free() {
        return busy < maxConnections;
    }

    @Override
    public void post(byte[] body, long limitNanos, Consumer<Reply> answer) {
        if (!free()) {
            throw new IllegalStateException("all " + maxConnections + " connections to " + node + " are busy");
        }
        busy++;
        Exchange exchange = new Exchange(answer);
        exchange.timer = Optional.of(
                loop.schedule(() -> exchange.end(new Reply.Lost(Kinds.NO_ANSWER)), limitNanos, TimeUnit.NANOSECONDS));
        Optional<Connection> known = Optional.ofNullable(idle.pollFirst());
        known.ifPresentOrElse(connection -> connection.write(exchange, body), () -> connect(exchange, body));
    }

    private void connect(Exchange exchange, byte[] body) {
        Connection connection = new Connection();
        var unused = bootstrap
                .clone()
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_ANSWER_BYTES))
                                .addLast(connection);
                    }
                })
                .connect()
                .addListener(connected -> {
                    if (connected.isSuccess()) {
                        connection.write(exchange, body);
                    } else {
                        boolean refused = connected.cause() instanceof ConnectException;
                        Reply reply = new Reply.Lost(refused ? Kinds.CONNECTION_REFUSED : Kinds.CONNECTION_LOST);
                        // Later: this may run within the call of post.
                        loop.execute(() -> exchange.end(reply));
                    }
                });
    }

    /** One body and its answer. */
    private final class Exchange {
        private final Consumer<Reply> answer;
        private Optional<ScheduledFuture<?>> timer = Optional.empty();
        private Optional<Connection> connection = Optional.empty();
        private boolean ended;

        Exchange(Consumer<Reply> answer) {
            this.answer = answer;
        }

        /** Frees the connection (one that failed is closed), then tells. Once: what comes later is ignored. */
        void end(Reply reply) {
            if (ended) {
                return;
            }
            ended = true;
            busy--;
            timer.ifPresent(running -> running.cancel(false));
            connection.ifPresent(used -> used.release(reply instanceof Reply.Body));
            answer.accept(reply);
        }
    }

    /** A connection, with at most one exchange on it. */
    private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse> {
        private Optional<Channel> channel = Optional.empty();
        private Optional<Exchange> current = Optional.empty();
        private boolean reusable = true;

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = Optional.of(context.channel());
        }

        void write(Exchange exchange, byte[] body) {
            Channel open = channel.orElseThrow();
            if (exchange.ended) {
                // Its time was up while it connected.
                idle.push(this);
                return;
            }
            current = Optional.of(exchange);
            exchange.connection = Optional.of(this);
            FullHttpRequest request = new DefaultFullHttpRequest(
                    HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(body));
            request.headers()
                    .set(HttpHeaderNames.HOST, node.authority())
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON)
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
            var unused = open.writeAndFlush(request).addListener(written -> {
                if (!written.isSuccess()) {
                    // Later: this may run within the call of post.
                    loop.execute(this::lost);
                }
            });
        }

        void release(boolean good) {
            current = Optional.empty();
            Channel open = channel.orElseThrow();
            if (good && reusable && open.isActive()) {
                idle.push(this);
            } else {
                var unused = open.close();
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
            reusable = HttpUtil.isKeepAlive(response);
            HttpResponseStatus status = response.status();
            Reply reply = !response.decoderResult().isSuccess()
                    ? new Reply.Lost(Kinds.MALFORMED)
                    : status.equals(HttpResponseStatus.OK)
                            ? new Reply.Body(ByteBufUtil.getBytes(response.content()))
                            : new Reply.Lost(Kinds.http(status.code()));
            if (current.isPresent()) {
                current.get().end(reply);
            } else {
                // An answer to nothing.
                var unused = context.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            lost();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            lost();
        }

        private void lost() {
            idle.remove(this);
            Optional<Exchange> exchange = current;
            var unused = channel.orElseThrow().close();
            exchange.ifPresent(each -> each.end(new Reply.Lost(Kinds.CONNECTION_LOST)));
        }
    }
}
