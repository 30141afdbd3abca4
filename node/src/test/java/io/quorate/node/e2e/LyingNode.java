package io.quorate.node.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;

/** Stands between a client and an honest node, and answers as the node does but for the lies that a test tells it. */
final class LyingNode implements AutoCloseable {
    private final Rpc honest;
    private final HttpServer server;
    private final Map<String, Lie> lies = new ConcurrentHashMap<>();
    /** Of each method, what the honest node answered last. */
    private final Map<String, JsonNode> told = new ConcurrentHashMap<>();

    /** Answers a call by itself, knowing what the honest node answers. */
    interface Lie {
        void tell(HttpExchange exchange, JsonNode truth) throws IOException;
    }

    /** Changes a result. */
    interface Change {
        JsonNode of(ObjectNode result);
    }

    LyingNode(Rpc honest) throws IOException {
        this.honest = honest;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        // One that hangs must not hold up the next test's.
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lying-node");
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it lies when asked this. */
    void lie(String method, Lie lie) {
        lies.put(method, lie);
    }

    /** The same with a result that is changed. */
    void change(String method, Change change) {
        lie(method, (exchange, truth) -> {
            ObjectNode answer = truth.deepCopy();
            answer.set("result", change.of(answer.withObject("/result")));
            body(exchange, answer.toString());
        });
    }

    /** The same with other text instead of an answer. */
    void answer(String method, String text) {
        lie(method, (exchange, truth) -> body(exchange, text));
    }

    /** It is honest again. */
    void repent() {
        lies.clear();
    }

    /** What the honest node answered last when it was asked this. */
    JsonNode told(String method) {
        JsonNode answer = told.get(method);
        if (answer == null) {
            throw new AssertionError("nobody called " + method);
        }
        return answer;
    }

    static void body(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode call = Rpc.JSON.readTree(exchange.getRequestBody());
            String method = call.path("method").asText();
            Map<String, Object> parameters = new HashMap<>();
            call.path("params").properties().forEach(each -> parameters.put(each.getKey(), each.getValue()));
            JsonNode truth = honest.answer(method, parameters);
            told.put(method, truth);
            Lie lie = lies.get(method);
            if (lie == null) {
                body(exchange, truth.toString());
            } else {
                lie.tell(exchange, truth);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
