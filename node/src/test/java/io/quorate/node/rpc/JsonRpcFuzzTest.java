package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.http.ByteBudget;
import io.quorate.node.http.HttpLimits;
import io.quorate.protocol.port.Application.Refusal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is sent: a JSON-RPC answer, an HTTP refusal or a closed connection; never a fault of ours in the log. */
class JsonRpcFuzzTest {
    private static final List<String> SEEDS = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain.block\",\"params\":{\"height\":0,\"limit\":10}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"system.quorum.vote\",\"params\":[\"a\",\"d\",\"v\",3]}",
            "[{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"kv.get\",\"params\":[\"\\u00e9k\"]},"
                    + "{\"jsonrpc\":\"2.0\",\"method\":\"chain.head\"}]",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tx.submit\",\"params\":[\"" + "00ff".repeat(60) + "\"]}",
            "{\"jsonrpc\":\"2.0\",\"id\":4,\"method\":\"tx.wait\",\"params\":[\"" + "ab".repeat(32) + "\",0]}",
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"system.get_state\",\"params\":{\"decision\":\"d\"}}",
            "{\"jsonrpc\":\"2.0\",\"id\":6,\"method\":\"system.register\",\"params\":{\"instanceId\":\"a\"}}");
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "null",
        "true",
        "-1",
        "1e999",
        "0.5",
        "9223372036854775808",
        "\\u0000",
        "\\ud800",
        "\ufeff",
        "\"id\":{}",
        "\"params\":7",
        "\u0000",
        "\u00ff"
    };

    /** A body that is announced and never comes does not hold the test up. */
    private static final HttpLimits HASTY = new HttpLimits(
            1 << 20, 64 << 20, 100, Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofSeconds(60));

    @TempDir
    Path directory;

    private static byte[] mutate(byte[] from, Random random) {
        byte[] bytes = from;
        for (int times = 1 + random.nextInt(4); times > 0 && bytes.length > 0; times--) {
            int at = random.nextInt(bytes.length);
            int to = Math.min(bytes.length, at + 1 + random.nextInt(12));
            byte[] piece = PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8);
            bytes = switch (random.nextInt(5)) {
                case 0 -> joined(Arrays.copyOf(bytes, at), new byte[0], Arrays.copyOfRange(bytes, to, bytes.length));
                case 1 -> joined(Arrays.copyOf(bytes, at), piece, Arrays.copyOfRange(bytes, at, bytes.length));
                case 2 -> joined(Arrays.copyOf(bytes, at), piece, Arrays.copyOfRange(bytes, to, bytes.length));
                case 3 ->
                    joined(
                            Arrays.copyOf(bytes, to),
                            Arrays.copyOfRange(bytes, at, to),
                            Arrays.copyOfRange(bytes, to, bytes.length));
                default -> {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                    yield flipped;
                }
            };
        }
        return bytes;
    }

    private static byte[] joined(byte[] a, byte[] b, byte[] c) {
        byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        System.arraycopy(c, 0, all, a.length + b.length, c.length);
        return all;
    }

    @Test
    void everyMutatedBodyGetsAnAnswerOfJsonRpc() {
        FakeNode node = new FakeNode();
        Workers workers = new Workers(1, 1);
        JsonRpc rpc = new JsonRpc(MethodsFixture.of(node, directory, workers), 100);
        node.behave(transaction -> new FakeNode.Fate.Refused(new Refusal("MEMPOOL_FULL", "no room")));
        try (LogCapture log = new LogCapture("io.quorate.node")) {
            for (long seed = 0; seed < 20_000; seed++) {
                Random random = new Random(seed);
                byte[] body = mutate(SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8), random);
                Optional<byte[]> answer = rpc.answer(body, Caller.byHttp(true, new ByteBudget(Long.MAX_VALUE).share(0)))
                        .join();
                if (answer.isPresent()) {
                    JsonNode json = RpcHarness.parse(new String(answer.get(), StandardCharsets.UTF_8));
                    for (JsonNode each : json.isArray() ? json : List.of(json)) {
                        assertThat(each.path("jsonrpc").textValue())
                                .as("seed %d", seed)
                                .isEqualTo("2.0");
                        assertThat(each.has("result")).as("seed %d", seed).isNotEqualTo(each.has("error"));
                        assertThat(each.at("/error/code").asInt())
                                .as("seed %d", seed)
                                .isNotEqualTo(-32603);
                    }
                }
                assertThat(log.lines()).as("seed %d", seed).isEmpty();
            }
        } finally {
            workers.close();
        }
    }

    @Test
    void mutatedRequestsNeverBreakTheServer() {
        try (LogCapture log = new LogCapture("io");
                RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(HASTY))) {
            for (long seed = 0; seed < 200; seed++) {
                Random random = new Random(seed);
                String body = SEEDS.get(random.nextInt(SEEDS.size()));
                String request = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
                byte[] bytes = mutate(request.getBytes(StandardCharsets.UTF_8), random);
                // Enough to end any body whose length was changed by a digit or two.
                Optional<String> line =
                        rpc.raw(joined(bytes, new byte[0], " ".repeat(20_000).getBytes(StandardCharsets.US_ASCII)));
                line.ifPresent(status -> assertThat(status).startsWith("HTTP/1.1 "));
            }
            assertThat(rpc.result("chain.head", "[]").get("height").intValue()).isZero();
            assertThat(log.lines()).isEmpty();
        }
    }
}
