package io.quorate.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One connection in a time of its own: operating.md, HTTP. */
class SocketConnectionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SocketLimits LIMITS =
            new SocketLimits(1_000, 4, 100_000, 150_000, 10, Duration.ofSeconds(20), PATIENCE);

    private final SocketConnection.Shared shared = new SocketConnection.Shared();
    private final ByteBudget held = new ByteBudget(1_500);

    /** The other end, which takes nothing while it does not read. */
    private final class Peer extends ChannelOutboundHandlerAdapter {
        private final EmbeddedChannel channel = new EmbeddedChannel();
        private final Queue<ChannelPromise> unwritten = new ArrayDeque<>();
        private final List<Integer> closedWith = new ArrayList<>();
        private final List<String> received = new ArrayList<>();
        private final SocketConnection connection;
        private boolean reads;

        Peer(boolean reads) {
            this.reads = reads;
            channel.freezeTime();
            channel.pipeline().addLast(this);
            connection = Objects.requireNonNull(SocketConnection.reserve(channel, LIMITS, shared, held.share(0)));
            connection.join(channel.pipeline());
            connection.begin(peer -> new SocketService.Listener() {
                @Override
                public void received(byte[] message) {
                    received.add(new String(message, StandardCharsets.UTF_8));
                }

                @Override
                public void drained() {}

                @Override
                public void closed() {}
            });
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof CloseWebSocketFrame close) {
                closedWith.add(close.statusCode());
            }
            ReferenceCountUtil.release(message);
            if (reads) {
                promise.setSuccess();
            } else {
                unwritten.add(promise);
            }
        }

        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            unwritten.forEach(each -> each.tryFailure(new ClosedChannelException()));
            var unused = context.close(promise);
        }

        void readOne() {
            Optional.ofNullable(unwritten.poll()).orElseThrow().setSuccess();
        }

        boolean send(int bytes) {
            boolean sent = connection.send(new byte[bytes]);
            channel.runPendingTasks();
            return sent;
        }

        void pass(Duration time) {
            for (long second = 0; second < time.toSeconds(); second++) {
                channel.advanceTimeBy(1, TimeUnit.SECONDS);
                channel.runPendingTasks();
            }
        }

        boolean isOpen() {
            channel.runPendingTasks();
            return channel.isOpen();
        }
    }

    @Test
    void emptyPingsOfWhoReadsNothingAreNotFree() {
        Peer peer = new Peer(false);
        for (int i = 0; i < 10_000; i++) {
            peer.channel.writeInbound(new PingWebSocketFrame());
        }
        assertThat(peer.unwritten.size()).isLessThanOrEqualTo(100_000 / 512 + 1);
        assertThat(peer.closedWith).containsExactly(1008);
        peer.pass(Duration.ofSeconds(1));
        assertThat(peer.isOpen()).isFalse();
        assertThat(peer.connection.queued()).isZero();
    }

    @Test
    void whoTakesNothingIsCutOffWithoutAnySubscription() {
        Peer peer = new Peer(false);
        peer.pass(PATIENCE.multipliedBy(2).minusSeconds(1));
        assertThat(peer.isOpen()).as("nothing is queued").isTrue();
        assertThat(peer.send(1)).isTrue();
        peer.pass(Duration.ofSeconds(9));
        assertThat(peer.isOpen()).isTrue();
        peer.readOne();
        assertThat(peer.send(1)).isTrue();
        peer.pass(Duration.ofSeconds(9));
        assertThat(peer.isOpen()).as("it took something").isTrue();
        peer.pass(Duration.ofSeconds(5));
        assertThat(peer.isOpen()).isFalse();
    }

    @Test
    void theLongestQueueGivesWayWhoeverOverflowsThemAll() {
        Peer slow = new Peer(false);
        Peer quick = new Peer(false);
        Peer third = new Peer(false);
        assertThat(slow.send(80_000)).isTrue();
        assertThat(third.send(50_000)).isTrue();
        assertThat(quick.send(30_000)).isTrue();
        assertThat(slow.isOpen()).isFalse();
        assertThat(third.isOpen()).isTrue();
        assertThat(quick.isOpen()).isTrue();
        assertThat(third.send(40_000)).isTrue();
        assertThat(quick.send(10_000)).isTrue();
        assertThat(quick.send(40_000)).as("now the third is the longest").isTrue();
        assertThat(third.isOpen()).isFalse();
        quick.reads = true;
        assertThat(quick.isOpen()).isTrue();
    }

    @Test
    void fragmentsAreOneMessageAndPingsMayComeBetween() {
        Peer peer = new Peer(true);
        peer.channel.writeInbound(new TextWebSocketFrame(false, 0, "a"));
        peer.channel.writeInbound(new PingWebSocketFrame());
        peer.channel.writeInbound(new ContinuationWebSocketFrame(true, 0, "b"));
        assertThat(peer.received).containsExactly("ab");
        assertThat(held.held()).isEqualTo(2);
        peer.connection.done(2);
        assertThat(held.held()).isZero();
    }

    @Test
    void aMessageOfManyFragmentsIsAsBoundedAsAnother() {
        Peer peer = new Peer(true);
        peer.channel.writeInbound(new TextWebSocketFrame(false, 0, "a".repeat(600)));
        peer.channel.writeInbound(new ContinuationWebSocketFrame(false, 0, "a".repeat(600)));
        assertThat(peer.closedWith).containsExactly(1009);
        assertThat(held.held()).isZero();
    }

    @Test
    void aMessageThatNeverEndsIsCutOff() {
        Peer peer = new Peer(true);
        peer.channel.writeInbound(new TextWebSocketFrame(false, 0, "a"));
        for (int second = 0; second < 14 && peer.isOpen(); second++) {
            peer.channel.writeInbound(new PingWebSocketFrame());
            peer.pass(Duration.ofSeconds(1));
        }
        assertThat(peer.closedWith).containsExactly(1008);
        assertThat(peer.isOpen()).isFalse();
        assertThat(held.held()).isZero();
    }

    @Test
    void messagesAreHeldUntilTheyAreDoneEvenOfWhoIsGone() {
        Peer first = new Peer(true);
        first.channel.writeInbound(new TextWebSocketFrame("a".repeat(900)));
        var unused = first.channel.close();
        assertThat(first.isOpen()).isFalse();
        assertThat(held.held()).isEqualTo(900);

        Peer second = new Peer(true);
        second.channel.writeInbound(new TextWebSocketFrame("a".repeat(900)));
        assertThat(second.closedWith).containsExactly(1013);
        first.connection.done(900);
        assertThat(held.held()).isZero();
    }

    @Test
    void whatCameAndIsNoFrameYetIsHeldToo() {
        Peer peer = new Peer(true);
        peer.channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[1_000]));
        assertThat(held.held()).isEqualTo(1_000);
        peer.channel.pipeline().fireChannelRead(Unpooled.wrappedBuffer(new byte[1_000]));
        assertThat(peer.isOpen()).isFalse();
        assertThat(peer.closedWith).containsExactly(1013);
        assertThat(held.held()).isZero();
    }
}
