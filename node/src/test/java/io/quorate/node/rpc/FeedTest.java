package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.http.ByteBudget;
import io.quorate.node.http.SocketPeer;
import io.quorate.node.rpc.feed.Feed;
import io.quorate.node.rpc.feed.Subscriber;
import io.quorate.node.rpc.feed.SubscriptionMethods;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final int BLOCKS = 1_000;
    private static final int A_TURN = 64;

    /** Takes all, the first of it only once it may. */
    private static final class Peer implements SocketPeer {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private final AtomicInteger taken = new AtomicInteger();
        private final Runnable onEach;

        Peer(Runnable onEach) {
            this.onEach = onEach;
        }

        @Override
        public boolean send(byte[] text) {
            begun.countDown();
            try {
                assertThat(mayGoOn.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            taken.incrementAndGet();
            onEach.run();
            return true;
        }

        @Override
        public long queued() {
            return 0;
        }

        @Override
        public void done(int bytes) {}

        @Override
        public void close(int status, String reason) {}
    }

    private static FakeNode node(int blocks) {
        FakeNode node = new FakeNode();
        for (int i = 0; i < blocks; i++) {
            node.seal(List.of(), List.of());
        }
        return node;
    }

    private static void subscribe(JsonRpc rpc, Subscriber subscriber, long from) {
        Subscriber.Message message = subscriber.message(new ByteBudget(1 << 20).share(1 << 20));
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"blocks\"," + from + "]}";
        byte[] answer = rpc.answer(call.getBytes(StandardCharsets.UTF_8), message)
                .join()
                .orElseThrow();
        assertThat(new String(answer, StandardCharsets.UTF_8)).contains("\"result\"");
        message.answered();
    }

    @Test
    void whoCatchesUpWithManySubscriptionsHoldsUpNobody() throws InterruptedException {
        try (Feed feed = new Feed(node(BLOCKS), RpcConfig.Subscriptions.DEFAULT, System::nanoTime)) {
            JsonRpc rpc = new JsonRpc(new SubscriptionMethods(feed).all(), 1);
            Peer lags = new Peer(() -> {});
            AtomicInteger before = new AtomicInteger();
            CountDownLatch told = new CountDownLatch(1);
            Peer lives = new Peer(() -> {
                before.set(lags.taken.get());
                told.countDown();
            });
            Subscriber behind = feed.connect(lags, true, 1 << 20);
            Subscriber live = feed.connect(lives, true, 1 << 20);
            lives.mayGoOn.countDown();

            // The feed's thread waits in its first turn, with one subscription to tell; the others come meanwhile.
            subscribe(rpc, behind, 1);
            assertThat(lags.begun.await(1, TimeUnit.MINUTES)).isTrue();
            for (int i = 1; i < RpcConfig.Subscriptions.DEFAULT.perConnection(); i++) {
                subscribe(rpc, behind, 1);
            }
            subscribe(rpc, live, BLOCKS);
            lags.mayGoOn.countDown();

            assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
            // What was left of that turn, and at most one more, however many subscriptions there are.
            assertThat(before.get()).isLessThanOrEqualTo(2 * A_TURN);
        }
    }

    @Test
    void nothingThatWasSubscribedToIsLeftBehind() throws InterruptedException {
        int subscriptions = 5;
        int blocks = 2 * A_TURN;
        CountDownLatch all = new CountDownLatch(subscriptions * blocks);
        try (Feed feed = new Feed(node(blocks), RpcConfig.Subscriptions.DEFAULT, System::nanoTime)) {
            JsonRpc rpc = new JsonRpc(new SubscriptionMethods(feed).all(), 1);
            Peer peer = new Peer(all::countDown);
            peer.mayGoOn.countDown();
            Subscriber subscriber = feed.connect(peer, true, 1 << 20);

            for (int i = 0; i < subscriptions; i++) {
                subscribe(rpc, subscriber, 1);
            }

            assertThat(all.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }
}
