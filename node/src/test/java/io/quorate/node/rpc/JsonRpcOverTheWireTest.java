package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the JSON-RPC 2.0 specification, section 7, once more: by HTTP and WebSocket, of a running server. */
class JsonRpcOverTheWireTest {
    private static final String BROKEN_BATCH =
            "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},"
                    + "{\"jsonrpc\": \"2.0\", \"method\"]";
    private static final String NOTIFICATION =
            "{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}";

    @TempDir
    Path directory;

    /** A body, and what must come back: for each answer its id and its code, or that it is a result. */
    private record Example(String body, boolean array, List<String> answers) {}

    private static final List<Example> EXAMPLES = List.of(
            new Example(
                    "{\"jsonrpc\": \"2.0\", \"method\": \"chain.head\", \"params\": [], \"id\": 1}",
                    false,
                    List.of("1 result")),
            new Example(
                    "{\"jsonrpc\": \"2.0\", \"method\": \"chain.head\", \"params\": {}, \"id\": 3}",
                    false,
                    List.of("3 result")),
            new Example(
                    "{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"}", false, List.of("\"1\" -32601")),
            new Example(
                    "{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]",
                    false,
                    List.of("null -32700")),
            new Example("{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}", false, List.of("null -32600")),
            new Example(BROKEN_BATCH, false, List.of("null -32700")),
            new Example("[]", false, List.of("null -32600")),
            new Example("[1]", true, List.of("null -32600")),
            new Example("[1,2,3]", true, List.of("null -32600", "null -32600", "null -32600")),
            new Example(
                    "[{\"jsonrpc\": \"2.0\", \"method\": \"chain.head\", \"params\": [], \"id\": \"1\"},"
                            + NOTIFICATION + ",{\"foo\": \"boo\"},"
                            + "{\"jsonrpc\": \"2.0\", \"method\": \"foo.get\", \"params\": {\"name\": \"myself\"}, \"id\": \"5\"},"
                            + "{\"jsonrpc\": \"2.0\", \"method\": \"chain.head\", \"id\": \"9\"}]",
                    true,
                    List.of("\"1\" result", "null -32600", "\"5\" -32601", "\"9\" result")));

    private static void assertAnswers(Example example, JsonNode got) {
        assertThat(got.isArray()).as(example.body()).isEqualTo(example.array());
        List<String> answers = new ArrayList<>();
        for (JsonNode answer : example.array() ? got : List.of(got)) {
            assertThat(answer.path("jsonrpc").textValue()).as(example.body()).isEqualTo("2.0");
            assertThat(answer.has("result")).as(answer.toString()).isNotEqualTo(answer.has("error"));
            String code = answer.has("result")
                    ? "result"
                    : Integer.toString(answer.at("/error/code").intValue());
            answers.add(answer.path("id") + " " + code);
        }
        assertThat(answers).as(example.body()).containsExactlyInAnyOrderElementsOf(example.answers());
    }

    @Test
    void byHttp() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (Example example : EXAMPLES) {
                assertAnswers(example, rpc.answer(example.body()));
            }
            for (String silent : List.of(NOTIFICATION, "[" + NOTIFICATION + "," + NOTIFICATION + "]")) {
                assertThat(Optional.ofNullable(rpc.post(silent).body()).orElse(""))
                        .as(silent)
                        .isEmpty();
            }
        }
    }

    @Test
    void byWebSocket() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket socket = new TestSocket(rpc.server.address())) {
            for (Example example : EXAMPLES) {
                // Nothing comes back for a notification: the next answer is the example's.
                socket.send(NOTIFICATION);
                socket.send("[" + NOTIFICATION + "]");
                socket.send(example.body());
                assertAnswers(example, socket.answer());
            }
            assertThat(socket.unread()).isZero();
        }
    }
}
