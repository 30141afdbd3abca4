package io.quorate.node.p2p;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The greeting: TLS, then a hello of each side, then each side's word that the other's is good. When both are given, the
 * connection is entered in the roster and {@link PeerConnection} takes over. All of it within one time limit.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write or close that fails shows as a channel that is inactive
final class Handshake extends SimpleChannelInboundHandler<Frame> {
    /** What came of a greeting, for whoever dialled. */
    enum Outcome {
        /** The peer is connected. */
        OPEN,
        /** There is another connection to it. */
        DUPLICATE,
        /** It did not work this time. */
        FAILED,
        /** It can't work until an operator changes something. */
        HOPELESS
    }

    /** Told the outcome, once, on the event loop. */
    interface Ending {
        void ended(Outcome outcome);
    }

    private final Environment environment;
    private final FrameDecoder decoder;
    private final String address;
    private final Optional<PeerId> expected;
    private final Ending ending;
    private @Nullable PeerId remote;
    private @Nullable Hello hello;
    private boolean ended;

    private Handshake(
            Environment environment, FrameDecoder decoder, String address, Optional<PeerId> expected, Ending ending) {
        this.environment = environment;
        this.decoder = decoder;
        this.address = address;
        this.expected = expected;
        this.ending = ending;
    }

    /** With a peer that this node dialled, and whose id it knows. */
    static Handshake outgoing(
            Environment environment, FrameDecoder decoder, String address, PeerId expected, Ending ending) {
        return new Handshake(environment, decoder, address, Optional.of(expected), ending);
    }

    /** With whoever dialled this node. */
    static Handshake incoming(Environment environment, FrameDecoder decoder, String address, Ending ending) {
        return new Handshake(environment, decoder, address, Optional.empty(), ending);
    }

    private boolean inbound() {
        return expected.isEmpty();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        Duration limit = environment.config().times().greeting();
        ctx.executor()
                .schedule(
                        () -> {
                            if (!ended) {
                                fail(ctx, "the greeting took longer than " + limit.toMillis() + " ms");
                            }
                        },
                        limit.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent completion && !ended) {
            if (completion.isSuccess()) {
                secured(ctx);
            } else {
                fail(ctx, isGone(completion.cause()), "TLS failed: " + rootMessage(completion.cause()));
            }
        }
    }

    private void secured(ChannelHandlerContext ctx) {
        PeerId peer;
        try {
            peer = Tls.remote(ctx.pipeline().get(SslHandler.class).engine().getSession());
        } catch (CertificateException e) {
            fail(ctx, String.valueOf(e.getMessage()));
            return;
        }
        if (expected.isPresent() && !expected.get().equals(peer)) {
            fail(
                    ctx,
                    "expected peer " + expected.get() + " but found " + peer
                            + ": if you gave this address, correct its /p2p/ part");
            return;
        }
        if (peer.equals(environment.ownId())) {
            end(ctx, Outcome.FAILED); // this node itself, by another of its addresses
            return;
        }
        remote = peer;
        Optional<Duration> ban = environment.roster().isReserved(peer)
                ? Optional.empty()
                : environment.reputation().banned(peer);
        if (ban.isPresent()) {
            refuse(
                    ctx,
                    new Refusal(Refusal.Cause.BANNED, "banned for " + ban.get().toSeconds() + " s more"));
            return;
        }
        NetworkConfig config = environment.config();
        Hello own = Hello.of(
                environment.identity(),
                environment.instance(),
                environment.listenPort(),
                config.software(),
                config.name());
        write(ctx, FrameKind.HELLO, own.encode());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Frame frame) {
        environment
                .traffic()
                .transportReceived(Frame.HEADER_BYTES + frame.content().readableBytes());
        if (ended) {
            return;
        }
        PeerId peer = remote;
        try {
            if (peer == null) {
                throw new IllegalArgumentException("a frame before TLS is complete");
            }
            switch (frame.kind()) {
                case HELLO -> hello(ctx, peer, Hello.decode(frame.bytes()));
                case ACCEPT -> accepted(ctx, peer);
                case REFUSE -> refusedBy(ctx, Refusal.decode(frame.bytes()));
                case PING, PEERS, MESSAGE, BEGIN, MORE ->
                    throw new IllegalArgumentException("a " + frame.kind() + " before the greeting was over");
            }
        } catch (IllegalArgumentException e) {
            malformed(ctx, String.valueOf(e.getMessage()));
        }
    }

    private void hello(ChannelHandlerContext ctx, PeerId peer, Hello theirs) {
        if (hello != null) {
            throw new IllegalArgumentException("a second hello");
        }
        Optional<Refusal> refusal = theirs.refusal(environment.identity(), peer)
                .or(() -> environment.roster().refusal(peer, inbound(), theirs));
        if (refusal.isPresent()) {
            refuse(ctx, refusal.get());
            return;
        }
        hello = theirs;
        write(ctx, FrameKind.ACCEPT, new byte[0]);
    }

    private void accepted(ChannelHandlerContext ctx, PeerId peer) {
        Hello theirs = hello;
        if (theirs == null) {
            throw new IllegalArgumentException("an accept without a hello");
        }
        PeerConnection connection = new PeerConnection(environment, peer, ctx.channel(), address, inbound(), theirs);
        Roster.Entry entry = environment.roster().register(connection);
        if (entry instanceof Roster.Entry.Refused refused) {
            refuse(ctx, refused.refusal());
            return;
        }
        if (entry instanceof Roster.Entry.Replaced replaced) {
            environment.listener().disconnected(peer);
            replaced.old().giveWay(connection);
        }
        ended = true;
        ending.ended(Outcome.OPEN);
        decoder.open();
        environment.listener().connected(peer, connection.info());
        ctx.pipeline().replace(this, "peer", connection);
        connection.greet();
    }

    private void refusedBy(ChannelHandlerContext ctx, Refusal refusal) {
        if (refusal.cause() == Refusal.Cause.DUPLICATE) {
            end(ctx, Outcome.DUPLICATE);
            return;
        }
        String reason = "refused by the peer: " + refusal.reason();
        environment.listener().refused(FailedConnection.of(address, inbound(), reason));
        end(ctx, refusal.cause().lasting() ? Outcome.HOPELESS : Outcome.FAILED);
    }

    /** Says no, to the other side and to this one's listener; a duplicate is nobody's news. */
    private void refuse(ChannelHandlerContext ctx, Refusal refusal) {
        if (refusal.cause() != Refusal.Cause.DUPLICATE) {
            environment.listener().refused(FailedConnection.of(address, inbound(), refusal.reason()));
        }
        ended = true;
        write(ctx, FrameKind.REFUSE, refusal.encode()).addListener(ChannelFutureListener.CLOSE);
        ending.ended(
                switch (refusal.cause()) {
                    case DUPLICATE -> Outcome.DUPLICATE;
                    case VERSION, CHAIN -> Outcome.HOPELESS;
                    case FULL, BANNED, OTHER -> Outcome.FAILED;
                });
    }

    private static io.netty.channel.ChannelFuture write(ChannelHandlerContext ctx, FrameKind kind, byte[] content) {
        Channel channel = ctx.channel();
        return channel.writeAndFlush(Frame.encode(channel.alloc(), kind, content));
    }

    private void malformed(ChannelHandlerContext ctx, String reason) {
        PeerId peer = remote;
        if (peer != null) {
            environment.penalties().penalize(peer, Fault.MALFORMED, reason);
        }
        fail(ctx, reason);
    }

    private void fail(ChannelHandlerContext ctx, String reason) {
        fail(ctx, false, reason);
    }

    /** @param gone whether the other side ended it, by closing or resetting the connection */
    private void fail(ChannelHandlerContext ctx, boolean gone, String reason) {
        if (!ended) {
            boolean mute = gone && inbound() && remote == null;
            environment.listener().refused(new FailedConnection(address, inbound(), mute, Text.printable(reason, 300)));
        }
        end(ctx, Outcome.FAILED);
    }

    private void end(ChannelHandlerContext ctx, Outcome outcome) {
        if (!ended) {
            ended = true;
            ending.ended(outcome);
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, true, "the connection was closed during the greeting");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof PeerFaultException) {
            malformed(ctx, String.valueOf(cause.getMessage()));
        } else {
            fail(ctx, isGone(cause), rootMessage(cause));
        }
    }

    private static boolean isGone(Throwable failure) {
        Throwable root = root(failure);
        return root instanceof IOException && !(root instanceof SSLException);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }
}
