package io.quorate.node.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Listens, and gives every connection within the limit to an {@link HttpConnection}. Thread-safe. */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_LINE_BYTES = 4_096;
    private static final int MAX_HEADER_BYTES = 16_384;
    private static final int CHUNK_BYTES = 16_384;

    private final EventLoopGroup loops;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final SocketConnection.Shared sockets = new SocketConnection.Shared();
    private final ByteBudget held;
    private final HttpLimits limits;
    private final HttpService service;

    private HttpServer(String name, int threads, HttpLimits limits, ByteBudget held, HttpService service) {
        this.loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
        this.limits = limits;
        this.held = held;
        this.service = service;
    }

    /** A server with its socket bound. */
    public record Listening(HttpServer server, InetSocketAddress address) implements AutoCloseable {
        @Override
        public void close() {
            server.close();
        }
    }

    /**
     * Begins to listen.
     *
     * @param name of its threads
     * @param threads how many serve its sockets
     * @param bind port 0 takes any free one
     * @throws PortTakenException if it cannot listen there
     */
    public static Listening start(
            String name, int threads, InetSocketAddress bind, HttpLimits limits, HttpService service)
            throws PortTakenException {
        return start(name, threads, bind, limits, new ByteBudget(limits.heldBytesInAll()), service);
    }

    /**
     * The same with a budget that the service takes from, too, for its answers.
     *
     * @throws PortTakenException if it cannot listen there
     */
    public static Listening start(
            String name, int threads, InetSocketAddress bind, HttpLimits limits, ByteBudget held, HttpService service)
            throws PortTakenException {
        HttpServer server = new HttpServer(name, threads, limits, held, service);
        ChannelFuture bound = new ServerBootstrap()
                .group(server.loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 512)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(server.initializer())
                .bind(bind)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            server.close();
            throw new PortTakenException(
                    "cannot listen on " + bind.getHostString() + ":" + bind.getPort() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        Channel listener = bound.channel();
        server.connections.add(listener);
        return new Listening(server, (InetSocketAddress) listener.localAddress());
    }

    private ChannelInitializer<SocketChannel> initializer() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                // The listener itself is in the group, too.
                if (connections.size() > limits.connections()) {
                    var unused = channel.close();
                    return;
                }
                connections.add(channel);
                HttpDecoderConfig decoding = new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxChunkSize(CHUNK_BYTES);
                channel.pipeline()
                        .addLast(new HttpServerCodec(decoding))
                        .addLast(new FlowControlHandler())
                        .addLast(new HttpConnection(limits, held, sockets, service));
            }
        };
    }

    /** Closes every connection and ends the threads. Returns within 2 s. */
    @Override
    public void close() {
        connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
