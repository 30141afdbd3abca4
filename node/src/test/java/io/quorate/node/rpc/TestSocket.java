package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client (the JDK's) that keeps answers and notifications apart. For one thread. */
final class TestSocket implements AutoCloseable {
    private final LinkedBlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Deque<JsonNode> notifications = new ArrayDeque<>();
    private final WebSocket socket;
    private volatile boolean reading = true;
    private volatile String goodbye = "";
    private int lastId;

    TestSocket(InetSocketAddress address) {
        this(address, Map.of());
    }

    TestSocket(InetSocketAddress address, Map<String, String> headers) {
        this(address, headers, List.of());
    }

    /** One that offers these subprotocols, as a page in a browser does. */
    TestSocket(InetSocketAddress address, List<String> protocols) {
        this(address, Map.of(), protocols);
    }

    private TestSocket(InetSocketAddress address, Map<String, String> headers, List<String> protocols) {
        WebSocket.Builder builder =
                HttpClient.newHttpClient().newWebSocketBuilder().connectTimeout(Duration.ofSeconds(20));
        headers.forEach(builder::header);
        if (!protocols.isEmpty()) {
            builder.subprotocols(
                    protocols.get(0), protocols.subList(1, protocols.size()).toArray(String[]::new));
        }
        socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + address.getPort() + "/"), new Listener())
                .join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(RpcHarness.parse(text.toString()));
                text.setLength(0);
            }
            if (reading) {
                from.request(1);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            goodbye = reason;
            closed.complete(status);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(-1);
        }
    }

    /** The subprotocol that the server chose; empty if it chose none. */
    String protocol() {
        return socket.getSubprotocol();
    }

    /** Takes nothing more from the network. */
    void stopReading() {
        reading = false;
    }

    /** Takes what is there. */
    void readOn() {
        reading = true;
        socket.request(1);
    }

    void send(String text) {
        socket.sendText(text, true).join();
    }

    private JsonNode next() {
        try {
            return Optional.ofNullable(messages.poll(30, TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("nothing came; closed: " + closed));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The answer to a call; notifications before it are kept. */
    JsonNode call(String method, String params) {
        ObjectNode call = RpcHarness.JSON
                .createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", ++lastId)
                .put("method", method);
        call.set("params", RpcHarness.parse(params.replace('\'', '"')));
        send(call.toString());
        return answer();
    }

    /** The next answer. */
    JsonNode answer() {
        JsonNode message = next();
        while (message.has("method")) {
            notifications.add(message);
            message = next();
        }
        return message;
    }

    /** The parameters of the next notification. */
    JsonNode told() {
        JsonNode message = notifications.isEmpty() ? next() : notifications.remove();
        if (!message.path("method").asText().equals("subscription")) {
            throw new AssertionError("no notification: " + message);
        }
        return message.get("params");
    }

    /** How many messages came that nobody asked for yet. */
    int unread() {
        return messages.size() + notifications.size();
    }

    /** The status it is closed with. */
    int awaitClose() {
        return closed.orTimeout(30, TimeUnit.SECONDS).join();
    }

    /** Why it was closed, as the other side says. */
    String goodbye() {
        return goodbye;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
