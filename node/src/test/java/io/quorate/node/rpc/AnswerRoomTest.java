package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.http.HttpLimits;
import io.quorate.node.http.SocketLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers are bounded, and whoever changed something is told what came of it all the same. */
class AnswerRoomTest {
    private static final int MANY = 100;
    private static final String NONCE = "07".repeat(Commitment.NONCE_BYTES);

    @TempDir
    private Path directory = Path.of("");

    /** The longest value there is, and the longest in JSON: each character is an escape of six. */
    private static String value(int number) {
        return "\u0001".repeat(4_093) + String.format(Locale.ROOT, "%03d", number);
    }

    private static ObjectNode object() {
        return RpcHarness.JSON.createObjectNode();
    }

    private static JsonNode done(JsonNode answer) {
        assertThat(answer.has("result")).as(shortened(answer)).isTrue();
        return answer.get("result");
    }

    private static String shortened(JsonNode answer) {
        String text = answer.toString();
        return text.substring(0, Math.min(text.length(), 300));
    }

    private static JsonNode called(RpcHarness rpc, String method, ObjectNode params) {
        ObjectNode call = object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        call.set("params", params);
        return done(rpc.answer(call.toString()));
    }

    /** A hundred revealed values of which each is different: votes, commitments and tally are all as long as can be. */
    @Test
    void theAnswerToTheLastOfAHundredRevealsFitsAWebSocket() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            long now = System.currentTimeMillis();
            called(
                    rpc,
                    "system.quorum.open",
                    object().put("decision", "d")
                            .put("ballot", "secret")
                            .put("totalInstances", MANY)
                            .put("commitDeadlineMillis", now + 600_000)
                            .put("revealDeadlineMillis", now + 6_000_000));
            for (int i = 0; i < MANY; i++) {
                called(rpc, "system.register", object().put("instanceId", "i" + i));
                String commitment = Commitment.of(
                                FakeNode.CHAIN,
                                "d",
                                "i" + i,
                                value(i),
                                Bytes.of(HexFormat.of().parseHex(NONCE)))
                        .toHex();
                called(
                        rpc,
                        "system.quorum.commit",
                        object().put("instanceId", "i" + i).put("decision", "d").put("commitment", commitment));
            }
            rpc.node.pass(Duration.ofMinutes(11));
            JsonNode last = object();
            for (int i = 0; i < MANY; i++) {
                ObjectNode reveal = object().put("instanceId", "i" + i)
                        .put("decision", "d")
                        .put("value", value(i))
                        .put("nonce", NONCE);
                last = i < MANY - 1
                        ? called(rpc, "system.quorum.reveal", reveal)
                        : done(socket.call("system.quorum.reveal", reveal.toString()));
            }
            assertThat(last.at("/decision/voteCount").intValue()).isEqualTo(MANY);
            assertThat(last.at("/decision/status").textValue()).isEqualTo("DECIDED");
            assertThat(last.get("txId").textValue()).hasSize(64);
            assertThat(last.toString().length()).isLessThan(2 << 20);

            // What was left out is on the pages that follow, each vote once.
            List<String> voters = new ArrayList<>();
            int pages = 0;
            for (int offset = 0; offset >= 0; pages++) {
                JsonNode page = done(socket.call("system.get_state", "{'decision':'d','offset':" + offset + "}"))
                        .get("decision");
                voters.addAll(page.get("votes").findValuesAsText("instanceId"));
                assertThat(page.get("commits")).hasSameSizeAs(page.get("votes"));
                assertThat(page.get("tallyCount").intValue()).isEqualTo(MANY);
                assertThat(page.get("tally")).isNotEmpty();
                offset = page.path("nextOffset").asInt(-1);
            }
            assertThat(pages).isGreaterThan(1);
            assertThat(voters).hasSize(MANY).doesNotHaveDuplicates();
        }
    }

    @Test
    void theAnswerToABatchOfVotesFitsAWebSocketWhateverTheyDecide() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            for (int i = 0; i < 4; i++) {
                called(rpc, "system.register", object().put("instanceId", "i" + i));
            }
            ArrayNode votes = RpcHarness.JSON.createArrayNode();
            for (int i = 0; i < MANY; i++) {
                called(
                        rpc,
                        "system.quorum.vote",
                        object().put("instanceId", "i" + i / 50)
                                .put("decision", "d" + i)
                                .put("value", value(i))
                                .put("totalInstances", 2));
                // Of two votes the first one's value wins.
                votes.addObject()
                        .put("instanceId", "i" + (2 + i / 50))
                        .put("decision", "d" + i)
                        .put("value", "x");
            }

            JsonNode told = done(socket.call(
                            "system.batch.process", object().set("votes", votes).toString()))
                    .get("results");

            assertThat(told).hasSize(MANY);
            for (JsonNode line : told) {
                assertThat(line.get("voted").booleanValue()).as(shortened(line)).isTrue();
                assertThat(line.get("quorumReached").booleanValue()).isTrue();
                assertThat(line.get("txId").textValue()).hasSize(64);
            }
            assertThat(told.at("/0/finalDecision").textValue()).isEqualTo(value(0));
        }
    }

    /** An answer without room is no failure of the call: it says what became of it. */
    @Test
    void aChangeWhoseAnswerHasNoRoomIsToldWithItsId() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 16_000, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small)).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            String id = "x".repeat(8_000);
            socket.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"kv.put\",\"params\":[\"k\",\"v\"]}");
            JsonNode answer = socket.answer();

            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32005);
            assertThat(answer.at("/error/data/final").booleanValue()).isTrue();
            assertThat(answer.at("/error/data/txId").textValue())
                    .isEqualTo(rpc.node.submitted().get(0).id().toString());
        }
    }

    @Test
    void whatComesBehindAnAnswerWithoutRoomIsNotDone() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 16_000, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small)).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            String id = "x".repeat(8_000);
            // A call that is answered at once, or the next one may begin before its answer is there.
            socket.send("[{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"chain.head\"},"
                    + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"kv.put\",\"params\":[\"l\",\"v\"]},"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"kv.put\",\"params\":[\"m\",\"v\"]}]");
            JsonNode answers = socket.answer();

            assertThat(answers).hasSize(2);
            assertThat(answers.at("/0/error/code").intValue()).isEqualTo(-32005);
            assertThat(answers.at("/1/error/code").intValue()).isEqualTo(-32005);
            assertThat(answers.at("/1/error/data/done").isBoolean()).isTrue();
            assertThat(answers.at("/1/error/data/done").booleanValue()).isFalse();
            assertThat(rpc.node.submitted()).isEmpty();
        }
    }

    @Test
    void anErrorWithoutRoomStaysWhatItIs() {
        HttpLimits small = HttpLimits.DEFAULT.withSockets(
                new SocketLimits(10_000, 4, 16_000, 1 << 20, 2, Duration.ofSeconds(20), Duration.ofSeconds(10)));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small)).withLedger();
                TestSocket socket = new TestSocket(rpc.server.address())) {
            socket.call("system.register", "['a']");
            socket.call("system.quorum.vote", "['a','d','v']");
            String id = "x".repeat(8_000);
            socket.send("{\"jsonrpc\":\"2.0\",\"id\":\"" + id
                    + "\",\"method\":\"system.quorum.vote\",\"params\":[\"a\",\"d\",\"v\"]}");
            JsonNode answer = socket.answer();
            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32000);
            assertThat(answer.at("/error/data/code").textValue()).isEqualTo("ALREADY_VOTED");
            assertThat(answer.at("/error/data/txId").textValue()).hasSize(64);
        }
    }
}
