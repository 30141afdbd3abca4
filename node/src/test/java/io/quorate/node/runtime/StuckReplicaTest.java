package io.quorate.node.runtime;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.Keystore;
import io.quorate.node.rpc.Clocks;
import io.quorate.node.rpc.RpcConfig;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.server.RpcServer;
import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operating.md, HTTP: no RPC call waits on the consensus thread, so a stuck or busy node always answers. */
class StuckReplicaTest {
    private static final PeerId NOBODY = new PeerId("nobody");

    @TempDir
    Path directory;

    /** Nobody outside can hold the replica's thread; so the test reaches in. */
    private static Inbox inbox(Node node) throws ReflectiveOperationException {
        Field thread = Node.class.getDeclaredField("replicaThread");
        thread.setAccessible(true);
        Field inbox = ReplicaThread.class.getDeclaredField("inbox");
        inbox.setAccessible(true);
        return (Inbox) inbox.get(thread.get(node));
    }

    @Test
    void callsAreAnsweredWhileTheReplicasThreadIsStuck() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        InstanceKeys keys = new InstanceKeys(
                Keystore.open(directory.resolve("instances")),
                Optional.empty(),
                ALICE.account().signer(),
                10);
        RpcConfig config = RpcConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        try (Node node = LocalNodes.start(new LocalNodes(directory).config(ALICE, Map.of("chain", "dev")));
                RpcServer server = RpcServer.start(config, node, keys, Clocks.system())) {
            inbox(node).offer(new Input.Received(NOBODY, new Message.VoteRequest(Round.GENESIS), false, replica -> {
                stuck.countDown();
                awaitQuietly(release);
            }));
            assertThat(stuck.await(1, TimeUnit.MINUTES)).isTrue();
            assertAnswered(server);
            assertThat(release.getCount()).as("it is stuck still").isEqualTo(1);
            release.countDown();
        } finally {
            release.countDown();
        }
    }

    private static void assertAnswered(RpcServer server) throws Exception {
        for (String method :
                List.of("chain.head", "consensus.state", "consensus.validators", "consensus.health", "net.peers")) {
            assertThat(call(server, method)).as(method).contains("\"result\"");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String call(RpcServer server, String method) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/"))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\"}"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
