package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.signature.Signer;
import io.quorate.node.http.HttpLimits;
import io.quorate.node.http.SocketLimits;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON-RPC over WebSocket at {@code /} (ledger.md, JSON-RPC; operations.md, HTTP). */
class SubscriptionTest {
    @TempDir
    Path directory;

    private static Event event(String name, String... fields) {
        TreeMap<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            sorted.put(fields[i], fields[i + 1]);
        }
        return new Event(name, sorted);
    }

    private static void seal(FakeNode node, Event... events) {
        node.seal(List.of(), List.of(), List.of(events));
    }

    @Test
    void everyMethodIsAnsweredOverASocketToo() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            assertThat(socket.call("chain.head", "[]").at("/result/height").intValue())
                    .isZero();
            assertThat(socket.call("no.such", "[]").at("/error/code").intValue())
                    .isEqualTo(-32601);
            socket.send(
                    "[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"chain.head\"},{\"jsonrpc\":\"2.0\",\"method\":\"x\"}]");
            assertThat(socket.answer()).hasSize(1);
            socket.send("{");
            assertThat(socket.answer().at("/error/code").intValue()).isEqualTo(-32700);
        }
    }

    @Test
    void blocksAreToldInOrderFromTheNextOnAfterTheAnswer() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            seal(rpc.node);
            JsonNode answer = socket.call("subscribe", "['blocks']");
            assertThat(answer.at("/result/fromHeight").intValue()).isEqualTo(2);
            assertThat(answer.at("/result/height").intValue()).isEqualTo(1);
            for (int height = 2; height < 300; height++) {
                seal(rpc.node);
            }
            for (int height = 2; height < 300; height++) {
                JsonNode told = socket.told();
                assertThat(told.get("subscription")).isEqualTo(answer.at("/result/subscription"));
                assertThat(told.get("topic").textValue()).isEqualTo("blocks");
                assertThat(told.get("height").intValue()).isEqualTo(height);
                assertThat(told.get("index").intValue()).isZero();
                assertThat(told.at("/event/id").textValue()).hasSize(64);
            }
        }
    }

    /** operations.md, HTTP: subscriptions resume from a height. */
    @Test
    void whoComesBackMissesNothing() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (int height = 1; height <= 500; height++) {
                seal(rpc.node, event("quorum.vote.cast", "decision", "d", "n", "" + height));
            }
            List<Integer> heard = new ArrayList<>();
            int from = 1;
            while (heard.size() < 500) {
                try (TestSocket socket = new TestSocket(rpc.server.address())) {
                    socket.call("subscribe", "{'topic':'decisions','fromHeight':" + from + "}");
                    for (int i = 0; i < 170 && heard.size() < 500; i++) {
                        heard.add(socket.told().get("height").intValue());
                    }
                    from = heard.get(heard.size() - 1) + 1;
                }
            }
            assertThat(heard).isSorted().doesNotHaveDuplicates().hasSize(500).startsWith(1);
        }
    }

    /** operations.md, HTTP: and where it can't, the node says from where on it can. */
    @Test
    void whoComesBackBelowWhatIsRemovedIsToldFromWhereOnItMay() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            for (int height = 1; height <= 10; height++) {
                seal(rpc.node);
            }
            rpc.node.prune(6);

            JsonNode error = socket.call("subscribe", "{'topic':'blocks','fromHeight':5}")
                    .get("error");

            assertThat(error.get("code").intValue()).isEqualTo(-32602);
            assertThat(error.at("/data/parameter").textValue()).isEqualTo("fromHeight");
            assertThat(error.get("message").textValue())
                    .contains("is below 6, and older blocks were removed from this node");
            assertThat(socket.call("subscribe", "{'topic':'blocks','fromHeight':6}")
                            .at("/result/fromHeight")
                            .intValue())
                    .isEqualTo(6);
            for (int height = 6; height <= 10; height++) {
                assertThat(socket.told().get("height").intValue()).isEqualTo(height);
            }
        }
    }

    @Test
    void whoIsTooSlowForTheRemovalOfBlocksIsCutOffAndToldFromWhereOnItMay() {
        HttpLimits patient = HttpLimits.DEFAULT.withSockets(SocketLimits.DEFAULT.withPatience(Duration.ofMinutes(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(patient));
                TestSocket slow = new TestSocket(rpc.server.address())) {
            slow.call("subscribe", "['decisions']");
            slow.stopReading();
            int blocks = 1_000;
            Event[] each = new Event[10];
            for (int i = 0; i < each.length; i++) {
                each[i] = event("quorum.vote.cast", "decision", "d", "value", "x".repeat(4_000));
            }
            for (int block = 0; block < blocks; block++) {
                seal(rpc.node, each);
            }
            rpc.node.prune(blocks);

            slow.readOn();

            assertThat(slow.awaitClose()).isEqualTo(1008);
            assertThat(slow.goodbye()).isEqualTo("old blocks were removed here: subscribe again from height " + blocks);
        }
    }

    @Test
    void decisionsAreToldWithTheirNumbers() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket all = new TestSocket(rpc.server.address());
                TestSocket one = new TestSocket(rpc.server.address())) {
            all.call("subscribe", "['decisions']");
            one.call("subscribe", "{'topic':'decisions','decision':'b'}");
            Event other = event("quorum.decision.made", "decision", "a", "value", "7", "voteCount", "2", "quorum", "2");
            Event wanted =
                    event("quorum.decision.made", "decision", "b", "value", "x", "voteCount", "3", "quorum", "2");
            seal(rpc.node, other, event("epoch.ended"), wanted);
            JsonNode first = all.told();
            assertThat(first.at("/event/name").textValue()).isEqualTo("quorum.decision.made");
            assertThat(first.at("/event/decision").textValue()).isEqualTo("a");
            assertThat(first.at("/event/value").textValue())
                    .as("a text that looks like a number")
                    .isEqualTo("7");
            assertThat(first.at("/event/voteCount").intValue()).isEqualTo(2);
            assertThat(first.at("/event/quorum").intValue()).isEqualTo(2);
            assertThat(all.told().get("index").intValue()).isEqualTo(1);
            assertThat(one.told().at("/event/decision").textValue()).isEqualTo("b");
        }
    }

    /** Over the real ledger: the events that it makes are those that are told. */
    @Test
    void aDecisionOfTheLedgerIsTold() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            socket.call("subscribe", "{'topic':'decisions','fromHeight':0}");
            rpc.result("system.register", "['a']");
            rpc.result("system.quorum.vote", "['a', 'lunch', 'soup', 1]");
            List<String> names = new ArrayList<>();
            JsonNode told;
            do {
                told = socket.told();
                names.add(told.at("/event/name").textValue());
            } while (!names.contains("quorum.decision.made"));
            assertThat(names).contains("quorum.vote.cast");
            assertThat(told.at("/event/decision").textValue()).isEqualTo("lunch");
            assertThat(told.at("/event/value").textValue()).isEqualTo("soup");
            assertThat(told.at("/event/voteCount").intValue()).isEqualTo(1);
            assertThat(told.at("/event/quorum").intValue()).isEqualTo(1);
            assertThat(told.get("height").intValue()).isEqualTo(2);
        }
    }

    @Test
    void evidenceFinalityAndASendersTransactionsAreTold() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            String alice = DevelopmentKeys.ALICE.account().publicKey().toHex();
            String bob = DevelopmentKeys.BOB.account().publicKey().toHex();
            String finality = socket.call("subscribe", "['finality']")
                    .at("/result/subscription")
                    .textValue();
            String mine = socket.call(
                            "subscribe",
                            "{'topic':'transactions','sender':'" + alice.toUpperCase(java.util.Locale.ROOT) + "'}")
                    .at("/result/subscription")
                    .textValue();
            socket.call("subscribe", "{'topic':'transactions','sender':'" + bob + "'}");
            String evidence = socket.call("subscribe", "['evidence']")
                    .at("/result/subscription")
                    .textValue();
            String txId = rpc.result("kv.put", "['k','v']").get("txId").textValue();
            seal(rpc.node, event("validator.slashed", "name", "bob", "penalty", "5"));

            Map<String, JsonNode> told = new TreeMap<>();
            while (told.size() < 3) {
                JsonNode one = socket.told();
                told.put(one.get("subscription").textValue(), one);
            }
            assertThat(told.keySet()).containsExactlyInAnyOrder(finality, mine, evidence);
            assertThat(of(told, mine).at("/event/txId").textValue()).isEqualTo(txId);
            assertThat(of(told, mine).at("/event/ok").booleanValue()).isTrue();
            assertThat(of(told, evidence).at("/event/name").textValue()).isEqualTo("validator.slashed");
            assertThat(of(told, evidence).at("/event/validator").textValue()).isEqualTo("bob");
            assertThat(of(told, evidence).at("/event/penalty").intValue()).isEqualTo(5);
            assertThat(of(told, finality).get("height").intValue()).isEqualTo(2);
            assertThat(of(told, finality).at("/event/signers")).isEqualTo(RpcHarness.parse("[0,2]"));
        }
    }

    private static JsonNode of(Map<String, JsonNode> told, String subscription) {
        return Optional.ofNullable(told.get(subscription)).orElseThrow();
    }

    @Test
    void whatIsUnsubscribedIsToldNoMore() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            socket.call("subscribe", "['blocks']");
            String second = socket.call("subscribe", "['blocks']")
                    .at("/result/subscription")
                    .textValue();
            assertThat(socket.call("unsubscribe", "['1']")
                            .at("/result/unsubscribed")
                            .booleanValue())
                    .isTrue();
            assertThat(socket.call("unsubscribe", "['1']")
                            .at("/result/unsubscribed")
                            .booleanValue())
                    .isFalse();
            seal(rpc.node);
            seal(rpc.node);
            assertThat(socket.told().get("subscription").textValue()).isEqualTo(second);
            assertThat(socket.told().get("subscription").textValue()).isEqualTo(second);
        }
    }

    @Test
    void wrongSubscriptionsAreNamed() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            String[][] rows = {
                {"['weather']", "topic"},
                {"['transactions']", "sender"},
                {"{'topic':'transactions','sender':'00'}", "sender"},
                {"{'topic':'blocks','sender':'" + "00".repeat(32) + "'}", "sender"},
                {"{'topic':'blocks','decision':'d'}", "decision"},
                {"{'topic':'blocks','fromHeight':-1}", "fromHeight"},
            };
            for (String[] row : rows) {
                JsonNode error = socket.call("subscribe", row[0]).get("error");
                assertThat(error.at("/data/parameter").textValue()).as(row[0]).isEqualTo(row[1]);
            }
            assertThat(rpc.error("subscribe", "['blocks']").get("code").intValue())
                    .as("over HTTP")
                    .isEqualTo(-32009);
        }
    }

    @Test
    void subscriptionsAreBoundedAndFreedWithTheirConnection() {
        RpcConfig.Subscriptions few = new RpcConfig.Subscriptions(2, 3, 1 << 20, Duration.ofSeconds(10));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withSubscriptions(few))) {
            try (TestSocket first = new TestSocket(rpc.server.address());
                    TestSocket second = new TestSocket(rpc.server.address())) {
                first.call("subscribe", "['blocks']");
                first.call("subscribe", "['blocks']");
                assertThat(first.call("subscribe", "['blocks']")
                                .at("/error/code")
                                .intValue())
                        .isEqualTo(-32010);
                second.call("subscribe", "['blocks']");
                JsonNode over = second.call("subscribe", "['blocks']");
                assertThat(over.at("/error/message").textValue()).contains("3");
                first.call("unsubscribe", "['1']");
                assertThat(second.call("subscribe", "['blocks']").has("result")).isTrue();
            }
            try (TestSocket third = new TestSocket(rpc.server.address())) {
                JsonNode answer = third.call("subscribe", "['blocks']");
                while (answer.has("error")) { // until the node has noticed that the others are gone
                    answer = third.call("subscribe", "['blocks']");
                }
                assertThat(third.call("subscribe", "['blocks']").has("result")).isTrue();
            }
        }
    }

    /** operations.md, HTTP: slow subscribers are cut off. */
    @Test
    void aSubscriberThatDoesNotReadIsCutOffAndNobodyElseNotices() {
        RpcConfig.Subscriptions hasty = new RpcConfig.Subscriptions(2, 2, 64 << 10, Duration.ofSeconds(5));
        HttpLimits patient = HttpLimits.DEFAULT.withSockets(SocketLimits.DEFAULT.withPatience(Duration.ofMinutes(10)));
        RpcConfig config = RpcHarness.defaults().withSubscriptions(hasty).withHttp(patient);
        try (RpcHarness rpc = new RpcHarness(directory, config);
                TestSocket slow = new TestSocket(rpc.server.address());
                TestSocket quick = new TestSocket(rpc.server.address())) {
            String text = "x".repeat(4_000);
            slow.call("subscribe", "['decisions']");
            quick.call("subscribe", "['decisions']");
            slow.stopReading();
            int blocks = 1_000;
            Event[] each = new Event[10];
            for (int i = 0; i < each.length; i++) {
                each[i] = event("quorum.vote.cast", "decision", "d", "value", text);
            }
            for (int block = 0; block < blocks; block++) {
                seal(rpc.node, each);
            }
            for (int i = 0; i < blocks * each.length; i++) {
                JsonNode told = quick.told();
                assertThat(told.get("height").intValue()).isEqualTo(1 + i / each.length);
                assertThat(told.get("index").intValue()).isEqualTo(i % each.length);
            }
            assertThat(quick.call("subscribe", "['blocks']").has("error"))
                    .as("there are two")
                    .isTrue();
            rpc.pass(Duration.ofSeconds(6));
            JsonNode freed = quick.call("subscribe", "['blocks']");
            while (freed.has("error")) { // until the node has cut it off
                freed = quick.call("subscribe", "['blocks']");
            }
            slow.readOn();
            slow.awaitClose();
            assertThat(slow.unread()).isLessThan(blocks * each.length);
        }
    }

    @Test
    void aMessageOverTheLimitEndsTheConnection() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 1 << 20, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small))) {
            try (TestSocket socket = new TestSocket(rpc.server.address())) {
                String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain.head\"}";
                socket.send(call + " ".repeat(10_000 - call.length()));
                assertThat(socket.answer().has("result")).isTrue();
                socket.send(call + " ".repeat(10_001 - call.length()));
                assertThat(socket.awaitClose()).isEqualTo(1009);
            }
        }
    }

    @Test
    void socketsAreBounded() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 1 << 20, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small));
                TestSocket first = new TestSocket(rpc.server.address());
                TestSocket second = new TestSocket(rpc.server.address())) {
            assertThat(rpc.raw(upgrade("localhost", "")))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 503 "));
            assertThat(first.call("chain.head", "[]").has("result")).isTrue();
            assertThat(second.call("chain.head", "[]").has("result")).isTrue();
        }
    }

    @Test
    void moreCallsThanMayBeInFlightAreAllAnswered() {
        HttpLimits few = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 2, 1 << 20, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(few));
                TestSocket socket = new TestSocket(rpc.server.address())) {
            for (int id = 0; id < 100; id++) {
                socket.send("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"chain.head\"}");
            }
            Set<Integer> answered = new HashSet<>();
            for (int id = 0; id < 100; id++) {
                answered.add(socket.answer().get("id").intValue());
            }
            assertThat(answered).hasSize(100);
        }
    }

    @Test
    void aPeerWithoutASignOfLifeIsCutOffAndOneThatAnswersIsNot() throws Exception {
        HttpLimits eager = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 1 << 20, 1 << 20, 4, Duration.ofMillis(200), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(eager));
                TestSocket living = new TestSocket(rpc.server.address());
                Socket silent = new Socket(
                        rpc.server.address().getAddress(), rpc.server.address().getPort())) {
            silent.setSoTimeout(30_000);
            silent.getOutputStream().write(upgrade("localhost", "").getBytes(StandardCharsets.US_ASCII));
            String all = new String(silent.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all).startsWith("HTTP/1.1 101").endsWith("no sign of life");
            // It has been asked as often, and its client has answered.
            assertThat(living.call("chain.head", "[]").has("result")).isTrue();
        }
    }

    private static String upgrade(String host, String more) {
        return "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + more + "\r\n";
    }

    /** operations.md, HTTP: a web page elsewhere can't drive a local node. */
    @Test
    void webPagesElsewhereGetNoSocket() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(rpc.raw(upgrade("localhost", ""))).contains("HTTP/1.1 101 Switching Protocols");
            assertThat(rpc.raw(upgrade("localhost:9944", "Origin: http://localhost:9944\r\n")))
                    .contains("HTTP/1.1 101 Switching Protocols");
            assertThat(rpc.raw(upgrade("localhost", "Origin: http://evil.example\r\n")))
                    .contains("HTTP/1.1 403 Forbidden");
            assertThat(rpc.raw(upgrade("localhost", "Origin: null\r\n"))).contains("HTTP/1.1 403 Forbidden");
            assertThat(rpc.raw(upgrade("evil.example", ""))).contains("HTTP/1.1 403 Forbidden");
        }
    }

    @Test
    void aTokenIsDemandedOfSocketsToo() {
        RpcConfig.Access access = new RpcConfig.Access(Set.of(), Set.of(), Optional.of("secret"), false);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withAccess(access))) {
            assertThat(rpc.raw(upgrade("localhost", ""))).contains("HTTP/1.1 401 Unauthorized");
            assertThatThrownBy(() -> new TestSocket(rpc.server.address())).hasMessageContaining("Handshake");
            try (TestSocket socket = new TestSocket(rpc.server.address(), Map.of("Authorization", "Bearer secret"))) {
                assertThat(socket.call("chain.head", "[]").has("result")).isTrue();
            }
        }
    }

    @Test
    void whatIsNoHandshakeIsRefused() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            String good = upgrade("localhost", "");
            assertThat(rpc.raw(good.replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 99")))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 426 "));
            assertThat(rpc.raw(good.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 400 "));
            assertThat(rpc.raw(good.replace("GET / ", "GET /health ")))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 200 "));
            // Without the upgrade it is the dashboard that is asked for.
            assertThat(rpc.raw("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 200 "));
            assertThat(rpc.raw(good.replace("GET / ", "GET /dashboard/main.js ")))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 200 "));
        }
    }

    @Test
    void handshakesThatFailTakeNoPlace() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 1 << 20, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small))) {
            String good = upgrade("localhost", "");
            for (int i = 0; i < 5; i++) {
                for (String version : List.of("", "Sec-WebSocket-Version: 0\r\n", "Sec-WebSocket-Version: 8\r\n")) {
                    assertThat(rpc.raw(good.replace("Sec-WebSocket-Version: 13\r\n", version)))
                            .as(version)
                            .hasValueSatisfying(line -> assertThat(line).contains(" 426 "));
                }
                assertThat(rpc.raw(good.replace("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "")))
                        .hasValueSatisfying(line -> assertThat(line).contains(" 400 "));
            }
            try (TestSocket first = new TestSocket(rpc.server.address());
                    TestSocket second = new TestSocket(rpc.server.address())) {
                assertThat(first.call("chain.head", "[]").has("result")).isTrue();
                assertThat(second.call("chain.head", "[]").has("result")).isTrue();
            }
        }
    }

    /** Whoever is not told of a subscription does not have it. */
    @Test
    void aSubscriptionWhoseAnswerIsNotSentIsNone() {
        RpcConfig.Subscriptions two = new RpcConfig.Subscriptions(2, 2, 1 << 20, Duration.ofSeconds(10));
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 16_000, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        RpcConfig config = RpcHarness.defaults().withSubscriptions(two).withHttp(small);
        try (RpcHarness rpc = new RpcHarness(directory, config);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            String notification = "{\"jsonrpc\":\"2.0\",\"method\":\"subscribe\",\"params\":[\"blocks\"]}";
            String lengthy = "{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(8_000) + "\",\"method\":\"chain.head\"}";
            String call = notification.replace("{", "{\"id\":1,");
            for (int i = 0; i < 3; i++) {
                socket.send("[" + notification + "," + notification + "," + lengthy + "," + call + "]");
                JsonNode answers = socket.answer();
                assertThat(answers).hasSize(2);
                assertThat(answers.at("/1/error/code").intValue()).isEqualTo(-32005);
            }
            assertThat(socket.call("subscribe", "['blocks']").has("result")).isTrue();
            assertThat(socket.call("subscribe", "['blocks']").has("result")).isTrue();
        }
    }

    @Test
    void anotherCallsAnswerBeginsNoSubscription() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            Signer signer = DevelopmentKeys.DAVE.account().signer();
            Transaction.Draft draft = new Transaction.Draft(
                    FakeNode.CHAIN,
                    signer.publicKey(),
                    new Transaction.Salt(1, 2),
                    new BlockTime(60_000),
                    List.of(new byte[1]));
            Transaction transaction = draft.signed(signer.sign(draft.signingBytes()));
            // The subscription's own answer waits for the last call of its batch.
            socket.send("[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"subscribe\",\"params\":[\"blocks\"]},"
                    + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tx.wait\",\"params\":[\"" + transaction.id()
                    + "\",60000]}]");
            while (rpc.node.waiting() == 0) {
                Thread.onSpinWait();
            }
            seal(rpc.node);
            for (int i = 0; i < 20; i++) {
                assertThat(socket.call("chain.head", "[]").has("result")).isTrue();
            }
            assertThat(socket.unread()).as("notifications before the answer").isZero();
            rpc.node.seal(
                    List.of(transaction), List.of(new Receipt.Failed(transaction.id(), 0, "NOT_OWNER", "another's")));
            assertThat(socket.answer().at("/0/result/fromHeight").intValue()).isEqualTo(1);
            assertThat(socket.told().get("height").intValue()).isEqualTo(1);
            assertThat(socket.told().get("height").intValue()).isEqualTo(2);
        }
    }

    @Test
    void garbageAfterTheHandshakeEndsTheConnection() throws Exception {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (String garbage :
                    List.of("\u0081\u0005hello", "\u00c1\u0000", "\u0083\u0080abcd", "\u0081\u00ff\u007f\u00ff")) {
                try (Socket socket = new Socket(
                        rpc.server.address().getAddress(), rpc.server.address().getPort())) {
                    socket.setSoTimeout(30_000);
                    socket.getOutputStream().write(upgrade("localhost", "").getBytes(StandardCharsets.US_ASCII));
                    String head = "";
                    while (!head.endsWith("\r\n\r\n")) {
                        int next = socket.getInputStream().read();
                        assertThat(next).as(head).isNotNegative();
                        head += (char) next;
                    }
                    assertThat(head).startsWith("HTTP/1.1 101");
                    socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                    socket.getOutputStream().write(new byte[16]);
                    // A close frame, and the end.
                    byte[] rest = socket.getInputStream().readAllBytes();
                    assertThat(rest.length == 0 || rest[0] == (byte) 0x88).isTrue();
                }
            }
            assertThat(rpc.result("chain.head", "[]").get("height").intValue()).isZero();
        }
    }
}
