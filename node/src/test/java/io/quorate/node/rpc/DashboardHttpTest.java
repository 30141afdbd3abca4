package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the dashboard is served (operations.md, Dashboard); what it shows is tested in a browser. */
class DashboardHttpTest {
    private static final Pattern LINK = Pattern.compile("(?:href|src|from|import)[ =]+[\"']([^\"'#]+)[\"']");

    private static final Map<String, String> TYPES =
            Map.of("js", "text/javascript; charset=utf-8", "css", "text/css; charset=utf-8", "svg", "image/svg+xml");

    @TempDir
    Path directory;

    private static RpcConfig guarded(String token) {
        return RpcHarness.defaults().withAccess(new RpcConfig.Access(Set.of(), Set.of(), Optional.of(token), false));
    }

    private static String bearer(String token) {
        return "bearer."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void thePageIsServedUnderAStrictPolicy() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            HttpResponse<String> page = rpc.get("/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
            assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(page.headers().firstValue("cache-control")).contains("no-store");
            assertThat(page.headers().firstValue("referrer-policy")).contains("no-referrer");
            assertThat(page.headers().firstValue("content-security-policy"))
                    .hasValueSatisfying(policy -> assertThat(policy)
                            .startsWith("default-src 'none';")
                            .contains("script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                            .contains("require-trusted-types-for 'script'")
                            .doesNotContain("unsafe", "*", "http:", "https:", "data:"));
            assertThat(page.body()).startsWith("<!doctype html>").doesNotContain("<script>", "style=", "onload=");
        }
    }

    /** All that the page loads is there, of the right type, and of this node: there are no addresses of others. */
    @Test
    void everyFileThatThePageNeedsIsServed() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            List<String> left = new ArrayList<>(List.of("/"));
            List<String> seen = new ArrayList<>();
            while (!left.isEmpty()) {
                String path = left.remove(0);
                HttpResponse<String> file = rpc.get(path);
                assertThat(file.statusCode()).as(path).isEqualTo(200);
                String type = TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/html; charset=utf-8");
                assertThat(file.headers().firstValue("content-type")).as(path).contains(type);
                assertThat(file.headers().firstValue("content-security-policy"))
                        .as(path)
                        .isPresent();
                assertThat(file.body().replace("http://www.w3.org/2000/svg", ""))
                        .as(path)
                        .isNotBlank()
                        .doesNotContain("http://", "https://", "innerHTML", "document.write", "eval(");
                seen.add(path);
                Matcher link = LINK.matcher(file.body());
                while (link.find()) {
                    String next = URI.create(path).resolve(link.group(1)).getPath();
                    if (!seen.contains(next) && !left.contains(next)) {
                        left.add(next);
                    }
                }
            }
            assertThat(seen)
                    .contains("/dashboard/main.js", "/dashboard/dashboard.css")
                    .hasSizeGreaterThan(5);
        }
    }

    @Test
    void headIsAnsweredWithoutTheBody() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            int length = rpc.get("/").body().getBytes(StandardCharsets.UTF_8).length;
            HttpResponse<String> head = rpc.send(
                    rpc.request("/").method("HEAD", BodyPublishers.noBody()).build());
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValueAsLong("content-length")).hasValue(length);
            // The connection is at the right place for the next answer.
            assertThat(rpc.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void onlyNamesOfTheListAreServed() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (String path : List.of(
                    "/dashboard",
                    "/dashboard/",
                    "/dashboard/Dashboard.class",
                    "/dashboard/nothing.js",
                    "/dashboard/../dashboard/main.js",
                    "/dashboard/%2e%2e/dashboard/main.js",
                    "/dashboard/main.js/",
                    "//dashboard/main.js",
                    "/index.html",
                    "/io/quorate/node/dashboard/main.js",
                    "/../../etc/passwd",
                    "http://localhost/",
                    "dashboard/main.js")) {
                assertThat(rpc.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .as(path)
                        .contains("HTTP/1.1 404 Not Found");
            }
            assertThat(rpc.get("/dashboard/main.js?cached=no").statusCode()).isEqualTo(200);
            HttpResponse<String> posted = rpc.send(rpc.request("/dashboard/main.js")
                    .POST(BodyPublishers.ofString("{}"))
                    .build());
            assertThat(posted.statusCode()).isEqualTo(405);
            assertThat(posted.headers().firstValue("allow")).contains("GET, HEAD");
        }
    }

    @Test
    void aPageUnderAnothersNameGetsNothing() {
        try (RpcHarness rpc = new RpcHarness(directory)) {
            for (String path : List.of("/", "/dashboard/main.js")) {
                assertThat(rpc.raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
                        .as(path)
                        .contains("HTTP/1.1 403 Forbidden");
                assertThat(rpc.raw(
                                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n\r\n"))
                        .as(path)
                        .contains("HTTP/1.1 403 Forbidden");
            }
        }
    }

    /** A page holds no secret, and how else would one enter the token. */
    @Test
    void thePageNeedsNoTokenAndItsCallsDo() {
        try (RpcHarness rpc = new RpcHarness(directory, guarded("secret"))) {
            assertThat(rpc.get("/").statusCode()).isEqualTo(200);
            assertThat(rpc.get("/dashboard/main.js").statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> new TestSocket(rpc.server.address(), List.of("quorate")))
                    .hasMessageContaining("Handshake");
        }
    }

    @Test
    void aSocketMayNameTheTokenAsASubprotocol() {
        String token = "s\u00e9cret/+=, bearer.x";
        try (RpcHarness rpc = new RpcHarness(directory, guarded(token))) {
            try (TestSocket socket = new TestSocket(rpc.server.address(), List.of("quorate", bearer(token)))) {
                // The token is never said back.
                assertThat(socket.protocol()).isEqualTo("quorate");
                assertThat(socket.call("chain.head", "[]").has("result")).isTrue();
            }
            for (List<String> wrong : List.of(
                    List.of("quorate", bearer("other")),
                    List.of("quorate", bearer(token) + "x"),
                    List.of("quorate", bearer(token), bearer("other")),
                    List.of("quorate", "bearer."),
                    List.of("bearer"))) {
                assertThatThrownBy(() -> new TestSocket(rpc.server.address(), wrong))
                        .as("" + wrong)
                        .hasMessageContaining("Handshake");
            }
            String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"chain.head\"}";
            assertThat(rpc.raw("POST / HTTP/1.1\r\nHost: localhost\r\nSec-WebSocket-Protocol: " + bearer(token)
                            + "\r\nContent-Length: " + call.length() + "\r\n\r\n" + call))
                    .contains("HTTP/1.1 401 Unauthorized");
        }
    }

    @Test
    void whoOffersNoSubprotocolIsToldOfNone() {
        try (RpcHarness rpc = new RpcHarness(directory);
                TestSocket plain = new TestSocket(rpc.server.address());
                TestSocket other = new TestSocket(rpc.server.address(), List.of("soap"))) {
            assertThat(plain.protocol()).isEmpty();
            assertThat(other.protocol()).isEmpty();
            assertThat(other.call("chain.head", "[]").has("result")).isTrue();
        }
    }
}
