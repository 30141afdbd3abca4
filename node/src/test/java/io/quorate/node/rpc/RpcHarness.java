package io.quorate.node.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.ledger.Ledger;
import io.quorate.ledger.LedgerLimits;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.server.RpcServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A server on a free port over a {@link FakeNode}, with a clock that stands still unless moved. */
final class RpcHarness implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    final FakeNode node;
    final AtomicLong nanos = new AtomicLong();
    final RpcServer server;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private int lastId;

    RpcHarness(Path directory) {
        this(directory, defaults());
    }

    RpcHarness(Path directory, RpcConfig config) {
        this(directory, config, new FakeNode());
    }

    RpcHarness(Path directory, RpcConfig config, FakeNode node) {
        this.node = node;
        InstanceKeys keys = new InstanceKeys(
                Keystore.open(directory.resolve("instances")),
                Optional.empty(),
                DevelopmentKeys.ALICE.account().signer(),
                config.calls().instanceKeys());
        try {
            server = RpcServer.start(config, node, keys, new Clocks(InstantSource.system(), nanos::get));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RpcConfig defaults() {
        return RpcConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Calls wait this long for finality. */
    static RpcConfig.Calls patient(Duration patience) {
        RpcConfig.Calls calls = RpcConfig.Calls.DEFAULT;
        return new RpcConfig.Calls(
                calls.batch(), calls.workers(), calls.queued(), calls.waiting(), patience, calls.instanceKeys());
    }

    RpcHarness withLedger() {
        node.execute(Ledger.of(
                LedgerLimits.DEFAULTS, node.genesis(), SignatureSchemes.ed25519(), SignatureSchemes.ed25519()));
        return this;
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + path))
                .timeout(Duration.ofSeconds(30));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> post(String body) {
        return send(request("/").POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /** The answer to a body. */
    JsonNode answer(String body) {
        return parse(post(body).body());
    }

    /** The answer to a call with {@code params} as JSON. */
    JsonNode call(String method, String params) {
        ObjectNode call = JSON.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", ++lastId)
                .put("method", method);
        call.set("params", parse(params.replace('\'', '"')));
        return answer(call.toString());
    }

    /** The result of a call that must succeed. */
    JsonNode result(String method, String params) {
        JsonNode answer = call(method, params);
        if (!answer.has("result")) {
            throw new AssertionError(method + " failed: " + answer);
        }
        return answer.get("result");
    }

    /** The error of a call that must fail. */
    JsonNode error(String method, String params) {
        JsonNode answer = call(method, params);
        if (!answer.has("error")) {
            throw new AssertionError(method + " did not fail: " + answer);
        }
        return answer.get("error");
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    /** Sends raw bytes; the first line of the answer, or nothing if the connection was closed without one. */
    Optional<String> raw(byte[] bytes) {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return Optional.ofNullable(
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                            .readLine());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    Optional<String> raw(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        server.close();
    }
}
