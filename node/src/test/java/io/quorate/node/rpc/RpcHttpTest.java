package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.crypto.keystore.Keystore;
import io.quorate.node.http.HttpLimits;
import io.quorate.node.http.PortTakenException;
import io.quorate.node.rpc.methods.InstanceKeys;
import io.quorate.node.rpc.server.RpcServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcHttpTest {
    private static final String HEAD = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain.head\"}";

    @TempDir
    Path directory;

    private static String post(String host, String more, String body) {
        return "POST / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "Content-Length: " + body.length() + "\r\n\r\n"
                + body;
    }

    @Test
    void aCallIsAnsweredAsJson() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            HttpResponse<String> response = rpc.post(HEAD);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type")).contains("application/json");
            assertThat(RpcHarness.parse(response.body()).at("/result/height").intValue())
                    .isZero();
        }
    }

    @Test
    void notificationsGetNoContent() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            HttpResponse<String> response = rpc.post("{\"jsonrpc\":\"2.0\",\"method\":\"chain.head\"}");
            assertThat(response.statusCode()).isEqualTo(204);
            assertThat(response.body()).isEmpty();
        }
    }

    @Test
    void healthSaysWhyNot() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(rpc.get("/health").statusCode()).isEqualTo(200);
            assertThat(rpc.get("/ready").statusCode()).isEqualTo(200);
            rpc.node.fallBehind(9);
            assertThat(rpc.get("/health").statusCode()).isEqualTo(200);
            HttpResponse<String> notReady = rpc.get("/ready");
            assertThat(notReady.statusCode()).isEqualTo(503);
            assertThat(notReady.body()).contains("height 9");
            rpc.node.fallIll("no finality for 30 s");
            HttpResponse<String> unhealthy = rpc.get("/health?verbose");
            assertThat(unhealthy.statusCode()).isEqualTo(503);
            assertThat(RpcHarness.parse(unhealthy.body()).get("reason").textValue())
                    .isEqualTo("no finality for 30 s");
            assertThat(rpc.answer(HEAD).has("result")).isTrue();
        }
    }

    @Test
    void otherPathsAndVerbsAreRefused() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(rpc.get("/nowhere").statusCode()).isEqualTo(404);
            HttpResponse<String> put =
                    rpc.send(rpc.request("/").PUT(BodyPublishers.noBody()).build());
            assertThat(put.statusCode()).isEqualTo(405);
            assertThat(put.headers().firstValue("allow")).contains("GET, HEAD, POST, OPTIONS");
            HttpRequest delete = rpc.request("/health").DELETE().build();
            assertThat(rpc.send(delete).statusCode()).isEqualTo(405);
            assertThat(rpc.send(delete).headers().firstValue("allow")).contains("GET, HEAD");
        }
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsRead() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            // Only the head is sent: the answer does not wait for the body.
            String head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n";
            assertThat(rpc.raw(head))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 413 "));
            String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
            String chunked =
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17);
            assertThat(rpc.raw(chunked))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 413 "));
            assertThat(rpc.post(HEAD + " ".repeat((1 << 20) - HEAD.length())).statusCode())
                    .isEqualTo(200);
            assertThat(rpc.post(HEAD + " ".repeat((1 << 20) - HEAD.length() + 1))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void expectContinueIsAnsweredByWhatWillHappen() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            String head = "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";
            assertThat(rpc.raw(head + "10\r\n\r\n")).contains("HTTP/1.1 100 Continue");
            assertThat(rpc.raw(head + "9999999\r\n\r\n"))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 413 "));
        }
    }

    @Test
    void onlyThisMachinesOwnNamesAreServed() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (String host : List.of("localhost", "LOCALHOST:9944", "127.0.0.1:1", "[::1]:9944")) {
                assertThat(rpc.raw(post(host, "", HEAD))).as(host).contains("HTTP/1.1 200 OK");
            }
            for (String host : List.of(
                    "evil.example",
                    "evil.example:9944",
                    "127.0.0.1.evil.example",
                    "localhost.evil.example",
                    "127.0.0.2",
                    "",
                    "[::1",
                    "10.0.0.1")) {
                assertThat(rpc.raw(post(host, "", HEAD))).as(host).contains("HTTP/1.1 403 Forbidden");
            }
            assertThat(rpc.raw("POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")).contains("HTTP/1.1 403 Forbidden");
            assertThat(rpc.raw(post("localhost\r\nHost: evil.example", "", HEAD)))
                    .hasValueSatisfying(line -> assertThat(line).containsPattern(" 40[03] "));
        }
    }

    @Test
    void aConfiguredNameIsServed() {
        RpcConfig.Access access = new RpcConfig.Access(Set.of("node.example"), Set.of(), Optional.empty(), false);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withAccess(access))) {
            assertThat(rpc.raw(post("node.example:9944", "", HEAD))).contains("HTTP/1.1 200 OK");
            assertThat(rpc.raw(post("other.example", "", HEAD))).contains("HTTP/1.1 403 Forbidden");
        }
    }

    @Test
    void webPagesElsewhereAreDenied() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (String origin : List.of("http://evil.example", "null", "http://localhost:1")) {
                assertThat(rpc.raw(post("localhost:9944", "Origin: " + origin + "\r\n", HEAD)))
                        .as(origin)
                        .contains("HTTP/1.1 403 Forbidden");
            }
            assertThat(rpc.raw(post("localhost:9944", "Origin: http://localhost:9944\r\n", HEAD)))
                    .contains("HTTP/1.1 200 OK");
            HttpResponse<String> preflight = rpc.send(rpc.request("/")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "http://evil.example")
                    .build());
            assertThat(preflight.statusCode()).isEqualTo(403);
            assertThat(preflight.headers().firstValue("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    @Test
    void aConfiguredOriginMayCall() {
        RpcConfig.Access access =
                new RpcConfig.Access(Set.of(), Set.of("https://good.example"), Optional.empty(), false);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withAccess(access))) {
            HttpResponse<String> preflight = rpc.send(rpc.request("/")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://good.example")
                    .build());
            assertThat(preflight.statusCode()).isEqualTo(204);
            HttpResponse<String> call = rpc.send(rpc.request("/")
                    .POST(BodyPublishers.ofString(HEAD))
                    .header("Origin", "https://good.example")
                    .build());
            assertThat(call.statusCode()).isEqualTo(200);
            assertThat(call.headers().firstValue("access-control-allow-origin")).contains("https://good.example");
        }
    }

    @Test
    void aTokenIsDemandedWhereOneIsSet() {
        RpcConfig.Access access = new RpcConfig.Access(Set.of(), Set.of(), Optional.of("secret"), false);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withAccess(access))) {
            assertThat(rpc.post(HEAD).statusCode()).isEqualTo(401);
            assertThat(rpc.raw(post("localhost", "Authorization: Bearer wrong\r\n", HEAD)))
                    .contains("HTTP/1.1 401 Unauthorized");
            assertThat(rpc.raw(post("localhost", "Authorization: Bearer secret\r\n", HEAD)))
                    .contains("HTTP/1.1 200 OK");
            assertThat(rpc.get("/health").statusCode()).isEqualTo(200);
            assertThat(access.toString()).doesNotContain("secret");
        }
    }

    @Test
    void aPageThatMayCallIsToldThatItNeedsAToken() {
        RpcConfig.Access access =
                new RpcConfig.Access(Set.of(), Set.of("https://good.example"), Optional.of("secret"), false);
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withAccess(access))) {
            HttpResponse<String> call = rpc.send(rpc.request("/")
                    .POST(BodyPublishers.ofString(HEAD))
                    .header("Origin", "https://good.example")
                    .build());
            assertThat(call.statusCode()).isEqualTo(401);
            assertThat(call.headers().firstValue("access-control-allow-origin")).contains("https://good.example");
        }
    }

    @Test
    void answersAreHeldWithinABudgetAndGivenBackWhenTheyAreSent() {
        HttpLimits small = new HttpLimits(
                1 << 13, 1 << 13, 100, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(60));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(small))) {
            assertThat(rpc.error("rpc.discover", "[]").get("code").intValue()).isEqualTo(-32005);
            String id = "x".repeat(7_000);
            for (int i = 0; i < 20; i++) {
                JsonNode answer = rpc.answer("{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"method\":\"chain.head\"}");
                assertThat(answer.has("result")).isTrue();
                assertThat(rpc.error("rpc.discover", "[]").get("code").intValue())
                        .isEqualTo(-32005);
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RpcHarness rpc = new RpcHarness(directory);
                Socket socket = new Socket(
                        rpc.server.address().getAddress(), rpc.server.address().getPort())) {
            socket.setSoTimeout(30_000);
            StringBuilder requests = new StringBuilder();
            for (int id = 0; id < 20; id++) {
                requests.append(post("localhost", "", HEAD.replace("\"id\":1,", "\"id\":" + id + ",")));
            }
            socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
            StringBuilder answers = new StringBuilder();
            byte[] buffer = new byte[65_536];
            while (!answers.toString().contains("\"id\":19}")) {
                int read = socket.getInputStream().read(buffer);
                assertThat(read).isPositive();
                answers.append(new String(buffer, 0, read, StandardCharsets.US_ASCII));
            }
            int at = 0;
            for (int id = 0; id < 20; id++) {
                int next = answers.indexOf("\"id\":" + id + "}", at);
                assertThat(next).isGreaterThan(at);
                at = next;
            }
        }
    }

    @Test
    void connectionsOverTheLimitAreClosed() throws IOException {
        HttpLimits two = new HttpLimits(
                1 << 20, 1 << 20, 2, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(60));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(two))) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Socket socket = new Socket(
                        rpc.server.address().getAddress(), rpc.server.address().getPort());
                open.add(socket);
                socket.setSoTimeout(30_000);
                socket.getOutputStream().write(post("localhost", "", HEAD).getBytes(StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            assertThat(rpc.raw(post("localhost", "", HEAD))).isEmpty();
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void aRequestThatNeverEndsIsClosed() {
        HttpLimits hasty = new HttpLimits(
                1 << 20, 1 << 20, 10, Duration.ofMillis(100), Duration.ofMillis(100), Duration.ofSeconds(60));
        try (RpcHarness rpc = new RpcHarness(directory, RpcHarness.defaults().withHttp(hasty))) {
            assertThat(rpc.raw("")).isEmpty();
            assertThat(rpc.raw("POST / HTTP/1.1\r\nHost: loc")).isEmpty();
            assertThat(rpc.raw("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotHttpIsRefused() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            assertThat(rpc.raw("\u0016\u0003\u0001 hello\r\n\r\n"))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 400 "));
            assertThat(rpc.raw("POST /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n"))
                    .hasValueSatisfying(line -> assertThat(line).contains(" 400 "));
        }
    }

    @Test
    void aTakenPortIsNamed() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            InetSocketAddress taken = rpc.server.address();
            InstanceKeys keys = new InstanceKeys(
                    Keystore.open(directory.resolve("other")),
                    Optional.empty(),
                    DevelopmentKeys.BOB.account().signer(),
                    1);
            assertThatThrownBy(() -> RpcServer.start(RpcConfig.at(taken), rpc.node, keys, Clocks.system()))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("" + taken.getPort());
        }
    }

    /** operations.md, HTTP: a proxy on this machine connects from its loopback, for callers anywhere. */
    @Test
    void whatAProxyOnThisMachinePassesOnRunsNoUnsafeMethod() {
        try (RpcHarness rpc = new RpcHarness(directory).withLedger()) {
            String put = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"kv.put\",\"params\":[\"k\",\"v\"]}";
            for (String header : List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")) {
                HttpRequest request = rpc.request("/")
                        .header(header, "198.51.100.7")
                        .POST(HttpRequest.BodyPublishers.ofString(put))
                        .build();
                assertThat(RpcHarness.parse(rpc.send(request).body())
                                .at("/error/code")
                                .intValue())
                        .as(header)
                        .isEqualTo(-32007);
                try (TestSocket socket = new TestSocket(rpc.server.address(), Map.of(header, "198.51.100.7"))) {
                    assertThat(socket.call("kv.put", "['k','v']")
                                    .at("/error/code")
                                    .intValue())
                            .as(header)
                            .isEqualTo(-32007);
                    assertThat(socket.call("chain.head", "[]").has("result")).isTrue();
                }
            }
            assertThat(rpc.node.submitted()).isEmpty();
            assertThat(rpc.result("kv.put", "['k','v']").has("txId")).isTrue();
        }
    }
}
