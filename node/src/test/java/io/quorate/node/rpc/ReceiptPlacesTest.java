package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.protocol.port.BlockStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operations.md, HTTP: a few callers who ask for receipts leave a worker to everybody else. */
class ReceiptPlacesTest {
    private static final String CALL =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain.receipt\",\"params\":{\"decision\":\"d\"}}";

    @TempDir
    private Path directory = Path.of("");

    @Test
    void asManyReceiptsAreMadeAtATimeAsThereArePlaces() throws Exception {
        FakeNode chain = new FakeNode();
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch release = new CountDownLatch(1);
        BlockStore slow = (BlockStore) Proxy.newProxyInstance(
                BlockStore.class.getClassLoader(), new Class<?>[] {BlockStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("snapshot")) {
                        begun.countDown();
                        release.await();
                    }
                    return method.invoke(chain, arguments);
                });
        FakeNode node = FakeNode.of(chain.genesis(), slow);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults(), node)) {
            List<CompletableFuture<JsonNode>> held = IntStream.range(0, 3)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> rpc.answer(CALL)))
                    .toList();
            begun.await();

            assertThat(rpc.answer(CALL).at("/error/code").intValue()).isEqualTo(-32005);
            assertThat(rpc.result("chain.head", "[]").get("height").intValue()).isZero();

            release.countDown();
            held.forEach(call -> assertThat(call.join().at("/error/code").intValue())
                    .as("the places are given back: it is only that the fake's blocks are not certified")
                    .isNotEqualTo(-32005));
            assertThat(rpc.answer(CALL).at("/error/code").intValue()).isNotEqualTo(-32005);
        }
    }
}
