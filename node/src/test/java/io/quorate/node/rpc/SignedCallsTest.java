package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.protocol.port.Application.Refusal;
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to calls that the node signs when the network, the ledger or the node itself says no. */
class SignedCallsTest {
    private static final RpcConfig HASTY = RpcHarness.defaults().withCalls(RpcHarness.patient(Duration.ofMillis(20)));

    /** Long enough for a call that is answered at once, on a busy machine too. */
    private static final RpcConfig BRIEF = RpcHarness.defaults().withCalls(RpcHarness.patient(Duration.ofSeconds(1)));

    @TempDir
    Path directory;

    private static FakeNode.Fate full() {
        return new FakeNode.Fate.Refused(new Refusal("MEMPOOL_FULL", "no room"));
    }

    @Test
    void aValueThatIsNotFinalInTimeCarriesItsId() {
        try (RpcHarness rpc = new RpcHarness(directory, HASTY)) {
            JsonNode error = rpc.error("kv.put", "['k','v']");
            assertThat(error.get("code").intValue()).isEqualTo(-32002);
            assertThat(error.at("/data/txId").textValue())
                    .isEqualTo(rpc.node.submitted().get(0).id().toString());
            assertThat(rpc.node.waiting()).isZero();
        }
    }

    /** ledger.md, JSON-RPC: the call waits up to 5 s, then the client has the id and may wait on. */
    @Test
    void aVoteThatIsNotFinalInTimeIsFoundLaterByItsId() {
        try (RpcHarness rpc = new RpcHarness(directory, BRIEF).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> new FakeNode.Fate.Silence());

            JsonNode error = rpc.error("system.quorum.vote", "['a', 'd', 'v']");

            assertThat(error.get("code").intValue()).isEqualTo(-32002);
            Transaction vote = rpc.node.submitted().get(rpc.node.submitted().size() - 1);
            String id = error.at("/data/txId").textValue();
            assertThat(id).isEqualTo(vote.id().toString());
            assertThat(rpc.error("tx.wait", "['" + id + "', 1]").get("code").intValue())
                    .isEqualTo(-32002);

            rpc.node.seal(List.of(vote), List.of(new Receipt.Failed(vote.id(), 0, "DECISION_CLOSED", "it is decided")));

            JsonNode later = rpc.result("tx.wait", "['" + id + "']");
            assertThat(later.path("id").textValue()).isEqualTo(id);
            assertThat(later.at("/receipt/code").textValue()).isEqualTo("DECISION_CLOSED");
        }
    }

    /** ledger.md, JSON-RPC: 5 s, unless configured otherwise. */
    @Test
    void aCallWaitsFiveSecondsByDefault() {
        assertThat(RpcHarness.defaults().calls().finality()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void fiveVotesInARowThatAreNotFinalInTimeOpenTheCircuit() {
        try (RpcHarness rpc = new RpcHarness(directory, BRIEF).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> new FakeNode.Fate.Silence());
            for (int i = 0; i < 5; i++) {
                assertThat(rpc.error("system.quorum.vote", "['a', 'd', 'v']")
                                .get("code")
                                .intValue())
                        .isEqualTo(-32002);
            }
            int submitted = rpc.node.submitted().size();

            JsonNode open = rpc.result("system.quorum.vote", "['a', 'd', 'v']");

            assertThat(open.get("voted").booleanValue()).isFalse();
            assertThat(open.get("reason").textValue()).isNotBlank();
            assertThat(rpc.node.submitted()).hasSize(submitted);
        }
    }

    @Test
    void aFailedReceiptIsTheLedgersCode() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            rpc.node.behave(transaction ->
                    new FakeNode.Fate.Sealed(new Receipt.Failed(transaction.id(), 0, "NOT_OWNER", "another owns it")));
            JsonNode error = rpc.error("kv.put", "['k','v']");
            assertThat(error.get("code").intValue()).isEqualTo(-32000);
            assertThat(error.get("message").textValue()).isEqualTo("another owns it");
            assertThat(error.at("/data/code").textValue()).isEqualTo("NOT_OWNER");
            assertThat(error.at("/data/height").intValue()).isEqualTo(1);
        }
    }

    @Test
    void aRefusalIsTheMempoolsCode() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            rpc.node.behave(transaction -> full());
            JsonNode error = rpc.error("kv.put", "['k','v']");
            assertThat(error.get("code").intValue()).isEqualTo(-32001);
            assertThat(error.at("/data/code").textValue()).isEqualTo("MEMPOOL_FULL");
            assertThat(rpc.node.waiting()).isZero();
        }
    }

    @Test
    void theFiftyFirstVoteOfAMinuteIsRefused() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.result("system.register", "['b']");
            for (int i = 0; i < 50; i++) {
                rpc.result("system.quorum.vote", "['a', 'd" + i + "', 'v']");
            }
            JsonNode error = rpc.error("system.quorum.vote", "['a', 'd', 'v']");
            assertThat(error.get("code").intValue()).isEqualTo(-32004);
            assertThat(error.at("/data/retryAfterMillis").longValue()).isBetween(59_999L, 60_001L);
            rpc.result("system.quorum.vote", "['b', 'd', 'v']");
            rpc.pass(Duration.ofMinutes(1));
            rpc.result("system.quorum.vote", "['a', 'd', 'v']");
        }
    }

    /** ledger.md, JSON-RPC: {@code --votes-per-minute}. */
    @Test
    void theRateOfVotesIsASetting() {
        RpcConfig usual = RpcHarness.defaults();
        assertThat(usual.votesAMinute()).isEqualTo(50);
        RpcConfig three =
                new RpcConfig(usual.bind(), usual.http(), usual.calls(), usual.access(), 3, usual.subscriptions());
        try (RpcHarness rpc = new RpcHarness(directory, three).withLedger()) {
            rpc.result("system.register", "['a']");
            for (int i = 0; i < 3; i++) {
                rpc.result("system.quorum.vote", "['a', 'd" + i + "', 'v']");
            }
            assertThat(rpc.error("system.quorum.vote", "['a', 'd', 'v']")
                            .get("code")
                            .intValue())
                    .isEqualTo(-32004);
        }
    }

    @Test
    void fiveFailuresOfTheNodeOpenTheCircuitAndOneProbeClosesIt() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> full());
            for (int i = 0; i < 5; i++) {
                rpc.error("system.quorum.vote", "['a', 'd', 'v']");
            }
            int submitted = rpc.node.submitted().size();
            JsonNode open = rpc.result("system.quorum.vote", "['a', 'd', 'v']");
            assertThat(open.get("voted").booleanValue()).isFalse();
            assertThat(open.get("quorumReached").booleanValue()).isFalse();
            assertThat(open.get("reason").textValue()).isNotBlank();
            assertThat(rpc.node.submitted()).hasSize(submitted);
            rpc.withLedger();
            rpc.pass(Duration.ofSeconds(30));
            assertThat(rpc.result("system.quorum.vote", "['a', 'd', 'v']")
                            .get("voted")
                            .booleanValue())
                    .isTrue();
            assertThat(rpc.error("system.quorum.vote", "['a', 'd', 'v']")
                            .get("code")
                            .intValue())
                    .isEqualTo(-32000);
        }
    }

    @Test
    void aClientsMistakesDoNotOpenTheCircuit() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.result("system.quorum.vote", "['a', 'd', 'v']");
            for (int i = 0; i < 10; i++) {
                assertThat(rpc.error("system.quorum.vote", "['a', 'd', 'v']")
                                .at("/data/code")
                                .textValue())
                        .isEqualTo("ALREADY_VOTED");
            }
        }
    }

    @Test
    void waitingCallsAreBounded() {
        RpcConfig.Calls calls = new RpcConfig.Calls(100, 2, 16, 3, Duration.ofMinutes(1), 10);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withCalls(calls))) {
            String put = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"kv.put\",\"params\":[\"k\",\"v\"]}";
            List<CompletableFuture<JsonNode>> held = IntStream.range(0, 3)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> rpc.answer(put)))
                    .toList();
            while (rpc.node.waiting() < 3) {
                Thread.onSpinWait();
            }
            JsonNode refused = rpc.error("kv.put", "['k','v']");
            assertThat(refused.get("code").intValue()).isEqualTo(-32005);
            assertThat(rpc.node.submitted()).hasSize(3);
            // Waiting takes no worker: two of them still answer everything else.
            assertThat(rpc.result("chain.head", "[]").get("height").intValue()).isZero();
            rpc.node
                    .submitted()
                    .forEach(transaction -> rpc.node.seal(
                            List.of(transaction),
                            List.of(new Receipt.Failed(transaction.id(), 0, "NOT_OWNER", "another owns it"))));
            held.forEach(
                    call -> assertThat(call.join().at("/error/code").intValue()).isEqualTo(-32000));
        }
    }

    @Test
    void aFullQueueIsAnsweredAtOnceUnderTheCallsId() {
        RpcConfig.Calls calls = new RpcConfig.Calls(100, 1, 1, 100, Duration.ofSeconds(5), 10);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withCalls(calls))) {
            CompletableFuture<Void> release = new CompletableFuture<>();
            rpc.node.behave(transaction -> {
                release.join();
                return full();
            });
            String put = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"kv.put\",\"params\":[\"k\",\"v\"]}";
            CompletableFuture<JsonNode> running = CompletableFuture.supplyAsync(() -> rpc.answer(put));
            while (rpc.node.submitted().isEmpty()) {
                Thread.onSpinWait();
            }
            List<CompletableFuture<JsonNode>> others = IntStream.range(0, 2)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> rpc.answer(put.replace("1", "7"))))
                    .toList();
            JsonNode refused = (JsonNode) CompletableFuture.anyOf(others.toArray(new CompletableFuture<?>[0]))
                    .join();
            JsonNode unread = rpc.answer(put + " ".repeat(10_000));
            assertThat(unread.at("/error/code").intValue()).isEqualTo(-32005);
            assertThat(unread.get("id").isNull()).isTrue();
            release.complete(null);
            assertThat(refused.at("/error/code").intValue()).isEqualTo(-32005);
            assertThat(refused.get("id").intValue()).isEqualTo(7);
            running.join();
            others.forEach(CompletableFuture::join);
        }
    }

    @Test
    void howeverManyClientsWaitTheNodesOwnCallsArePlaced() {
        RpcConfig.Calls calls = new RpcConfig.Calls(100, 2, 16, 3, Duration.ofSeconds(30), 10);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withCalls(calls)).withLedger()) {
            rpc.result("system.register", "['a']");
            String batch = IntStream.range(0, 3)
                    .mapToObj(i -> "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tx.wait\",\"params\":[\""
                            + ("0" + i).repeat(32) + "\",60000]}")
                    .collect(Collectors.joining(",", "[", "]"));
            CompletableFuture<JsonNode> held = CompletableFuture.supplyAsync(() -> rpc.answer(batch));
            while (rpc.node.waiting() < 3) {
                Thread.onSpinWait();
            }
            assertThat(rpc.error("tx.wait", "['" + "09".repeat(32) + "']")
                            .get("code")
                            .intValue())
                    .isEqualTo(-32005);
            for (int i = 0; i < 10; i++) {
                assertThat(rpc.result("system.quorum.vote", "['a', 'd" + i + "', 'v']")
                                .get("voted")
                                .booleanValue())
                        .isTrue();
            }
            assertThat(held).isNotDone();
        }
    }

    @Test
    void whatTheOpenCircuitAnswersIsNotCounted() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> full());
            for (int i = 0; i < 5; i++) {
                rpc.error("system.quorum.vote", "['a', 'd', 'v']");
            }
            for (int i = 0; i < 60; i++) {
                rpc.result("system.quorum.vote", "['a', 'd', 'v']");
            }
            rpc.withLedger();
            rpc.pass(Duration.ofSeconds(30));
            assertThat(rpc.result("system.quorum.vote", "['a', 'd', 'v']")
                            .get("voted")
                            .booleanValue())
                    .isTrue();
        }
    }

    @Test
    void aProbeThatMeetsAFaultIsNotTheLast() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> {
                throw new IllegalStateException("a fault, made for this test");
            });
            for (int probe = 0; probe < 3; probe++) {
                for (int i = 0; i < (probe == 0 ? 5 : 1); i++) {
                    assertThat(rpc.error("system.quorum.vote", "['a', 'd', 'v']")
                                    .get("code")
                                    .intValue())
                            .isEqualTo(-32603);
                }
                assertThat(rpc.result("system.quorum.vote", "['a', 'd', 'v']")
                                .get("voted")
                                .booleanValue())
                        .as("the circuit is open")
                        .isFalse();
                rpc.pass(Duration.ofSeconds(30));
            }
            rpc.withLedger();
            assertThat(rpc.result("system.quorum.vote", "['a', 'd', 'v']")
                            .get("voted")
                            .booleanValue())
                    .isTrue();
            assertThat(rpc.node.waiting()).isZero();
        }
    }

    @Test
    void aFaultWithOneVoteOfABatchIsThatVotesAlone() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            FakeNode.Behaviour ledger = rpc.node.behaviour();
            AtomicInteger nth = new AtomicInteger();
            rpc.node.behave(transaction -> {
                if (nth.getAndIncrement() == 0) {
                    throw new IllegalStateException("a fault, made for this test");
                }
                return ledger.of(transaction);
            });
            JsonNode lines = rpc.result(
                            "system.batch.process",
                            "[[{'instanceId':'a','decision':'d','value':'v'},"
                                    + "{'instanceId':'a','decision':'e','value':'v'}]]")
                    .get("results");
            assertThat(lines.at("/0/voted").booleanValue()).isFalse();
            assertThat(lines.at("/0/error/code").intValue()).isEqualTo(-32603);
            assertThat(lines.at("/1/voted").booleanValue()).isTrue();
        }
    }

    @Test
    void aBatchWaitsForAllItsVotesAtTheSameTime() {
        try (RpcHarness rpc = new RpcHarness(directory, HASTY)) {
            String put = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"kv.put\",\"params\":[\"k\",\"v\"]}";
            JsonNode answers = rpc.answer("[" + String.join(",", Collections.nCopies(100, put)) + "]");
            assertThat(answers).hasSize(100);
            assertThat(answers.findValuesAsText("code")).containsOnly("-32002");
        }
    }

    @Test
    void theNodesKeysAreBounded() {
        RpcConfig.Calls calls = new RpcConfig.Calls(100, 2, 16, 10, Duration.ofSeconds(5), 2);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withCalls(calls)).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.result("system.register", "['b']");
            assertThat(rpc.error("system.register", "['c']").at("/data/code").textValue())
                    .isEqualTo("TOO_MANY_INSTANCES");
            rpc.result("system.register", "['a']");
        }
    }

    @Test
    void keysSurviveARestart() {
        String key;
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            key = rpc.result("system.register", "['a']").get("publicKey").textValue();
        }
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            assertThat(rpc.result("system.register", "['a']").get("publicKey").textValue())
                    .isEqualTo(key);
        }
    }

    /** ledger.md, JSON-RPC: the time of a vote runs from when it is sent; to find the keys may take longer than that. */
    @Test
    void noVoteOfABatchIsWaitedForBeforeAllKeysAreFound() {
        FakeNode chain = new FakeNode();
        List<Integer> waiting = new CopyOnWriteArrayList<>();
        List<FakeNode> watched = new CopyOnWriteArrayList<>();
        BlockStore store = (BlockStore) Proxy.newProxyInstance(
                BlockStore.class.getClassLoader(), new Class<?>[] {BlockStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("state")) {
                        watched.forEach(each -> waiting.add(each.waiting()));
                    }
                    return method.invoke(chain, arguments);
                });
        FakeNode node = FakeNode.of(chain.genesis(), store);
        watched.add(node);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults(), node).withLedger()) {
            rpc.result("system.register", "['a']");
            waiting.clear();

            JsonNode lines = rpc.result(
                            "system.batch.process",
                            "[[{'instanceId':'a','decision':'d','value':'v'},"
                                    + "{'instanceId':'ghost','decision':'d','value':'v'},"
                                    + "{'instanceId':'a','decision':'e','value':'v'}]]")
                    .get("results");

            assertThat(waiting)
                    .as("read to say why there is no key of the second")
                    .isNotEmpty();
            assertThat(waiting).containsOnly(0);
            assertThat(lines.at("/0/voted").booleanValue()).isTrue();
            assertThat(lines.at("/1/error/code").intValue()).isEqualTo(-32006);
            assertThat(lines.at("/2/voted").booleanValue()).isTrue();
        }
    }

    /** ledger.md, JSON-RPC: five calls in a row, and a batch is one. */
    @Test
    void aBatchIsOneCallToTheCircuit() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            rpc.node.behave(transaction -> full());
            String six = IntStream.range(0, 6)
                    .mapToObj(i -> "{'instanceId':'a','decision':'d" + i + "','value':'v'}")
                    .collect(Collectors.joining(",", "[[", "]]"));
            for (int i = 0; i < 5; i++) {
                JsonNode lines = rpc.result("system.batch.process", six).get("results");
                assertThat(lines.findValuesAsText("txId"))
                        .as("batch %d was sent, each vote of it", i)
                        .hasSize(6);
            }
            int submitted = rpc.node.submitted().size();
            assertThat(rpc.result("system.batch.process", six)
                            .at("/results/0/reason")
                            .textValue())
                    .isNotBlank();
            assertThat(rpc.node.submitted()).as("the circuit is open").hasSize(submitted);

            rpc.withLedger();
            rpc.pass(Duration.ofSeconds(60));
            JsonNode probe = rpc.result("system.batch.process", six).get("results");
            assertThat(probe.findValuesAsText("voted"))
                    .as("the probe is the whole batch")
                    .containsOnly("true");
        }
    }

    @Test
    void aBatchOfWhichTheNodeCarriedAVoteHasNotFailed() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            rpc.result("system.register", "['a']");
            FakeNode.Behaviour ledger = rpc.node.behaviour();
            AtomicInteger nth = new AtomicInteger();
            rpc.node.behave(transaction -> nth.getAndIncrement() % 3 == 0 ? ledger.of(transaction) : full());
            for (int i = 0; i < 6; i++) {
                JsonNode lines = rpc.result(
                                "system.batch.process",
                                ("[[{'instanceId':'a','decision':'dN','value':'v'},"
                                                + "{'instanceId':'a','decision':'eN','value':'v'},"
                                                + "{'instanceId':'a','decision':'fN','value':'v'}]]")
                                        .replace("N", "" + i))
                        .get("results");
                assertThat(lines.at("/0/voted").booleanValue()).isTrue();
                assertThat(lines.at("/1/error/data/code").textValue()).isEqualTo("MEMPOOL_FULL");
            }
        }
    }
}
