package io.quorate.node.rpc;

import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.quorate.node.http.ByteBudget;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples of the JSON-RPC 2.0 specification, section 7, and what its text demands besides. */
class JsonRpcStandardTest {
    private final List<String> heard = new ArrayList<>();
    private final JsonRpc rpc = new JsonRpc(
            List.of(
                    new RpcMethod(
                            "subtract",
                            "",
                            List.of(
                                    Parameter.required("minuend", INTEGER, ""),
                                    Parameter.required("subtrahend", INTEGER, "")),
                            List.of(),
                            arguments -> RpcAnswer.now(IntNode.valueOf(
                                    (int) (whole(arguments, "minuend") - whole(arguments, "subtrahend"))))),
                    new RpcMethod(
                            "sum",
                            "",
                            Stream.of("a", "b", "c")
                                    .map(name -> Parameter.required(name, INTEGER, ""))
                                    .toList(),
                            List.of(),
                            arguments -> RpcAnswer.now(IntNode.valueOf(
                                    (int) (whole(arguments, "a") + whole(arguments, "b") + whole(arguments, "c"))))),
                    listener("update", 5),
                    listener("notify_sum", 3),
                    listener("notify_hello", 1),
                    new RpcMethod(
                            "get_data",
                            "",
                            List.of(),
                            List.of(),
                            arguments -> RpcAnswer.now(Json.array().add("hello").add(5))),
                    new RpcMethod(
                            "echo",
                            "",
                            List.of(Parameter.optional("text", STRING, "")),
                            List.of(),
                            arguments -> RpcAnswer.now(Json.object()
                                    .put("text", arguments.optionalText("text").orElse("nothing")))),
                    new RpcMethod("break", "", List.of(), List.of(), arguments -> {
                        throw new IllegalStateException("on purpose");
                    }),
                    new RpcMethod("overflow", "", List.of(), List.of(), arguments -> {
                        throw new StackOverflowError("on purpose");
                    })),
            100);

    private static long whole(Arguments arguments, String name) throws RpcException {
        return arguments.integer(name, 0);
    }

    private RpcMethod listener(String name, int parameters) {
        return new RpcMethod(
                name,
                "",
                IntStream.range(0, parameters)
                        .mapToObj(i -> Parameter.optional("p" + i, INTEGER, ""))
                        .toList(),
                List.of(),
                arguments -> {
                    heard.add(name);
                    return RpcAnswer.now(Json.object());
                });
    }

    private Optional<JsonNode> answer(String body) {
        return rpc.answer(
                        body.getBytes(StandardCharsets.UTF_8),
                        Caller.byHttp(true, new ByteBudget(Long.MAX_VALUE).share(0)))
                .join()
                .map(bytes -> RpcHarness.parse(new String(bytes, StandardCharsets.UTF_8)));
    }

    private void assertAnswer(String body, String expected) {
        assertThat(answer(body)).contains(RpcHarness.parse(expected));
    }

    /** Compares all but the words of an error. */
    private void assertFails(String body, int code, String id) {
        JsonNode answer = answer(body).orElseThrow();
        assertThat(answer.at("/error/code").intValue()).as(answer.toString()).isEqualTo(code);
        assertThat(answer.at("/error/message").textValue()).isNotBlank();
        assertThat(answer.get("id")).isEqualTo(RpcHarness.parse(id));
        assertThat(answer.get("jsonrpc").textValue()).isEqualTo("2.0");
        assertThat(answer.has("result")).isFalse();
    }

    @Test
    void positionalParameters() {
        assertAnswer(
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42, 23], \"id\": 1}",
                "{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 1}");
        assertAnswer(
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [23, 42], \"id\": 2}",
                "{\"jsonrpc\": \"2.0\", \"result\": -19, \"id\": 2}");
    }

    @Test
    void namedParameters() {
        assertAnswer(
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"subtrahend\": 23, \"minuend\": 42},"
                        + " \"id\": 3}",
                "{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 3}");
        assertAnswer(
                "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": {\"minuend\": 42, \"subtrahend\": 23},"
                        + " \"id\": 4}",
                "{\"jsonrpc\": \"2.0\", \"result\": 19, \"id\": 4}");
    }

    @Test
    void aNotificationRunsUnanswered() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"update\", \"params\": [1,2,3,4,5]}"))
                .isEmpty();
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"foobar\"}")).isEmpty();
        assertThat(heard).containsExactly("update");
    }

    @Test
    void aNotificationThatFailsIsUnansweredToo() {
        assertThat(answer("{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [1]}"))
                .isEmpty();
    }

    @Test
    void unknownMethod() {
        assertFails("{\"jsonrpc\": \"2.0\", \"method\": \"foobar\", \"id\": \"1\"}", -32601, "\"1\"");
    }

    @Test
    void anUnknownMethodIsAnsweredWithTheNearest() {
        JsonNode answer = answer("{\"jsonrpc\": \"2.0\", \"method\": \"substract\", \"id\": 1}")
                .orElseThrow();
        assertThat(answer.at("/error/data/nearest").textValue()).isEqualTo("subtract");
        assertThat(answer.at("/error/message").textValue()).contains("subtract");
    }

    @Test
    void invalidJson() {
        assertFails("{\"jsonrpc\": \"2.0\", \"method\": \"foobar, \"params\": \"bar\", \"baz]", -32700, "null");
    }

    @Test
    void invalidRequest() {
        assertFails("{\"jsonrpc\": \"2.0\", \"method\": 1, \"params\": \"bar\"}", -32600, "null");
    }

    @Test
    void batchOfInvalidJson() {
        assertFails(
                "[{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\"]",
                -32700,
                "null");
    }

    @Test
    void emptyBatch() {
        assertFails("[]", -32600, "null");
    }

    @Test
    void invalidBatches() {
        JsonNode one = answer("[1]").orElseThrow();
        assertThat(one).hasSize(1);
        assertThat(one.at("/0/error/code").intValue()).isEqualTo(-32600);
        JsonNode three = answer("[1,2,3]").orElseThrow();
        assertThat(three).hasSize(3).allSatisfy(each -> {
            assertThat(each.at("/error/code").intValue()).isEqualTo(-32600);
            assertThat(each.get("id").isNull()).isTrue();
        });
    }

    @Test
    void aBatchIsAnsweredCallByCall() {
        JsonNode answers = answer("["
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"sum\", \"params\": [1,2,4], \"id\": \"1\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [7]},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"params\": [42,23], \"id\": \"2\"},"
                        + "{\"foo\": \"boo\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"foo.get\", \"params\": {\"name\": \"myself\"}, \"id\":"
                        + " \"5\"},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"get_data\", \"id\": \"9\"}]")
                .orElseThrow();
        assertThat(answers).hasSize(5);
        assertThat(answers.at("/0/result").intValue()).isEqualTo(7);
        assertThat(answers.at("/1/result").intValue()).isEqualTo(19);
        assertThat(answers.at("/2/error/code").intValue()).isEqualTo(-32600);
        assertThat(answers.at("/2/id").isNull()).isTrue();
        assertThat(answers.at("/3/error/code").intValue()).isEqualTo(-32601);
        assertThat(answers.at("/3/id").textValue()).isEqualTo("5");
        assertThat(answers.at("/4/result")).isEqualTo(RpcHarness.parse("[\"hello\", 5]"));
        assertThat(heard).containsExactly("notify_hello");
    }

    @Test
    void aBatchOfNotificationsIsUnanswered() {
        assertThat(answer("[{\"jsonrpc\": \"2.0\", \"method\": \"notify_sum\", \"params\": [1,2,4]},"
                        + "{\"jsonrpc\": \"2.0\", \"method\": \"notify_hello\", \"params\": [7]}]"))
                .isEmpty();
        assertThat(heard).containsExactly("notify_sum", "notify_hello");
    }

    @Test
    void aBatchOverTheLimitIsRefusedWhole() {
        String call = "{\"jsonrpc\": \"2.0\", \"method\": \"update\"}";
        assertFails("[" + String.join(",", Collections.nCopies(101, call)) + "]", -32600, "null");
        assertThat(heard).isEmpty();
    }

    @Test
    void idsAreEchoedExactly() {
        for (String id : List.of("null", "\"\"", "-1", "1.50", "123456789012345678901234567890", "\"\\u00e9\\n\"")) {
            String body = "{\"jsonrpc\": \"2.0\", \"method\": \"get_data\", \"id\": " + id + "}";
            String answer = new String(
                    rpc.answer(
                                    body.getBytes(StandardCharsets.UTF_8),
                                    Caller.byHttp(true, new ByteBudget(Long.MAX_VALUE).share(0)))
                            .join()
                            .orElseThrow(),
                    StandardCharsets.UTF_8);
            assertThat(answer).contains("\"id\":" + id.replace("\\u00e9", "\u00e9"));
        }
    }

    @Test
    void idsOfOtherTypesAreInvalid() {
        for (String id : List.of("true", "[]", "{}")) {
            assertFails("{\"jsonrpc\": \"2.0\", \"method\": \"get_data\", \"id\": " + id + "}", -32600, "null");
        }
    }

    @Test
    void theVersionIsDemanded() {
        assertFails("{\"method\": \"get_data\", \"id\": 1}", -32600, "1");
        assertFails("{\"jsonrpc\": \"1.0\", \"method\": \"get_data\", \"id\": 1}", -32600, "1");
        assertFails("{\"jsonrpc\": 2.0, \"method\": \"get_data\", \"id\": 1}", -32600, "1");
    }

    @Test
    void wrongParametersAreNamed() {
        String subtract = "{\"jsonrpc\": \"2.0\", \"method\": \"subtract\", \"id\": 1, \"params\": ";
        for (String params : List.of(
                "{\"minuend\": 1}",
                "[1]",
                "{\"minuend\": 1, \"subtrahend\": null}",
                "{\"minuend\": 1, \"subtrahend\": \"2\"}",
                "{\"minuend\": 1, \"subtrahend\": 2.0}",
                "{\"minuend\": 1, \"subtrahend\": 1e999999}",
                "{\"minuend\": 1, \"subtrahend\": 99999999999999999999}")) {
            assertFails(subtract + params + "}", -32602, "1");
            JsonNode error = answer(subtract + params + "}").orElseThrow().get("error");
            assertThat(error.at("/data/parameter").textValue()).isEqualTo("subtrahend");
        }
        JsonNode unknown = answer(subtract + "{\"minuend\": 1, \"subtrahend\": 2, \"extra\": 3}}")
                .orElseThrow();
        assertThat(unknown.at("/error/data/parameter").textValue()).isEqualTo("extra");
        assertFails(subtract + "[1, 2, 3]}", -32602, "1");
    }

    @Test
    void anOptionalParameterMayBeNull() {
        assertAnswer(
                "{\"jsonrpc\": \"2.0\", \"method\": \"echo\", \"params\": [null], \"id\": 1}",
                "{\"jsonrpc\": \"2.0\", \"result\": {\"text\": \"nothing\"}, \"id\": 1}");
    }

    @Test
    void halfASurrogatePairIsNoText() {
        assertFails("{\"jsonrpc\": \"2.0\", \"method\": \"echo\", \"params\": [\"\\ud800\"], \"id\": 1}", -32602, "1");
    }

    @Test
    void aFaultOfOursIsAnInternalErrorWithoutDetails() {
        try (LogCapture log = new LogCapture("io.quorate.node.rpc")) {
            JsonNode answer = answer("{\"jsonrpc\": \"2.0\", \"method\": \"break\", \"id\": 1}")
                    .orElseThrow();
            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32603);
            assertThat(answer.toString()).doesNotContain("on purpose");
            assertThat(log.lines()).hasSize(1);
        }
    }

    @Test
    void hostileJsonIsAParseError() {
        String call = "{\"jsonrpc\": \"2.0\", \"method\": \"echo\", \"id\": 1, \"params\": %s}";
        for (String body : List.of(
                "",
                " ",
                "{\"jsonrpc\": \"2.0\", \"jsonrpc\": \"2.0\", \"method\": \"echo\", \"id\": 1}",
                String.format(call, "[\"a\"] ") + "{}",
                String.format(call, "[".repeat(40) + "]".repeat(40)),
                String.format(call, "[\"" + "a".repeat(300_000) + "\"]"),
                String.format(call, "{\"" + "a".repeat(300) + "\": 1}"),
                String.format(call, "[" + "1".repeat(100) + "]"),
                String.format(call, "[NaN]"),
                "\ufeff" + String.format(call, "[]"))) {
            JsonNode answer = answer(body).orElseThrow();
            assertThat(answer.at("/error/code").intValue())
                    .as(body.length() > 100 ? body.substring(0, 100) : body)
                    .isEqualTo(-32700);
        }
    }

    @Test
    void otherEncodingsAreAParseError() {
        byte[] body = "{\"jsonrpc\": \"2.0\", \"method\": \"echo\", \"id\": 1}".getBytes(StandardCharsets.UTF_16);
        JsonNode answer = RpcHarness.parse(new String(
                rpc.answer(body, Caller.byHttp(true, new ByteBudget(Long.MAX_VALUE).share(0)))
                        .join()
                        .orElseThrow(),
                StandardCharsets.UTF_8));
        assertThat(answer.at("/error/code").intValue()).isEqualTo(-32700);
    }

    /** Not an exception only: who called waits for an answer all the same. */
    @Test
    void anErrorOfTheProgramIsAnsweredAndLogged() {
        try (LogCapture log = new LogCapture("io.quorate.node.rpc")) {
            JsonNode answer = answer("{\"jsonrpc\": \"2.0\", \"method\": \"overflow\", \"id\": 1}")
                    .orElseThrow();

            assertThat(answer.at("/error/code").intValue()).isEqualTo(-32603);
            assertThat(answer.at("/id").intValue()).isEqualTo(1);
            assertThat(log.lines()).anyMatch(line -> line.contains("a fault of this node"));
        }
    }
}
