package io.quorate.node.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.Transaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server that answers as a node would, every transaction final at once; or with what a test sets. */
final class FakeNode implements AutoCloseable {
    static final String CHAIN =
            Sha256.hash("fake".getBytes(StandardCharsets.US_ASCII)).toHex();
    private static final JsonMapper MAPPER = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> submitted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger bodies = new AtomicInteger();
    private final String chain;

    private volatile Answering answering = new Answering.Proper();

    /** How it answers transactions. */
    sealed interface Answering {
        record Proper() implements Answering {}

        /** This text as the body, with this status. */
        record Text(int status, String body) implements Answering {}

        /** Submissions are refused with this code. */
        record Refusing(String code) implements Answering {}

        /** Not at all: the connection is closed. */
        record Closing() implements Answering {}
    }

    FakeNode(String chain) throws IOException {
        this.chain = chain;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    FakeNode() throws IOException {
        this(CHAIN);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answer(Answering other) {
        answering = other;
    }

    int submitted() {
        return submitted.size();
    }

    int bodies() {
        return bodies.get();
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        JsonNode calls = MAPPER.readTree(request);
        Answering how = answering;
        boolean load = calls.get(0).path("method").asText().startsWith("tx.");
        int status = 200;
        byte[] body;
        if (load && how instanceof Answering.Text text) {
            status = text.status();
            body = text.body().getBytes(StandardCharsets.UTF_8);
        } else if (load && how instanceof Answering.Closing) {
            exchange.close();
            return;
        } else {
            ArrayNode answers = MAPPER.createArrayNode();
            calls.forEach(call -> answers.add(answer(call, how)));
            body = MAPPER.writeValueAsBytes(answers);
        }
        bodies.incrementAndGet();
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private ObjectNode answer(JsonNode call, Answering how) {
        ObjectNode answer = MAPPER.createObjectNode().put("jsonrpc", "2.0");
        answer.set("id", call.path("id"));
        JsonNode params = call.path("params");
        switch (call.path("method").asText()) {
            case "system.get_state" ->
                answer.putObject("result").putObject("summary").put("chainId", chain);
            case "chain.head" -> answer.putObject("result").put("timeMillis", 1_000);
            case "tx.submit" -> {
                Transaction transaction = Transaction.fromBytes(
                        HexFormat.of().parseHex(params.path("transaction").asText()));
                if (how instanceof Answering.Refusing refusing) {
                    answer.putObject("error")
                            .put("code", -32001)
                            .put("message", "refused")
                            .putObject("data")
                            .put("code", refusing.code());
                } else {
                    submitted.add(transaction.id().toString());
                    ObjectNode result = answer.putObject("result")
                            .put("id", transaction.id().toString());
                    if (params.path("waitMillis").asLong() > 0) {
                        result.putObject("receipt").put("ok", true);
                    }
                }
            }
            case "tx.wait" -> {
                if (submitted.contains(params.path("id").asText())) {
                    answer.putObject("result").putObject("receipt").put("ok", true);
                } else {
                    answer.putObject("error").put("code", -32002).put("message", "late");
                }
            }
            default -> answer.putObject("error").put("code", -32601).put("message", "no such method");
        }
        return answer;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
