package io.quorate.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON-RPC 2.0 over HTTP to one node. What an answer says is the node's word, and no more. An answer is read up to {@link
 * #MAX_ANSWER_BYTES}. Thread-safe.
 */
public final class RpcConnection {
    /** The longest answer that is read: a receipt of the longest, in JSON, and what stands around it. */
    public static final int MAX_ANSWER_BYTES = ReceiptJson.MAX_BYTES + 64 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(MAX_ANSWER_BYTES)
                            .build())
                    .build())
            .build();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;
    private final Duration patience;
    private final Optional<String> token;

    /**
     * To the node that serves at a URL.
     *
     * @param url such as {@code http://127.0.0.1:9944}
     * @param patience how long an answer may take, above what a call itself asks the node to wait
     * @param token what the node wants as {@code Authorization: Bearer}, if it does
     * @throws IllegalArgumentException if the URL is none of HTTP
     */
    public RpcConnection(String url, Duration patience, Optional<String> token) {
        this.url = uri(url);
        this.patience = patience;
        this.token = token;
    }

    private static URI uri(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri.getPath().isEmpty() ? uri.resolve("/") : uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("\"" + url + "\" is no URL of a node: " + e.getReason(), e);
        }
        throw new IllegalArgumentException("\"" + url + "\" is no URL of a node");
    }

    /** Where the node serves. */
    public URI url() {
        return url;
    }

    /** An empty object, for parameters. */
    public static ObjectNode parameters() {
        return MAPPER.createObjectNode();
    }

    /**
     * The result of a call.
     *
     * @param wait how long the node may take for it by itself
     * @throws RpcErrorException if the node answers with an error
     * @throws IOException if it gives no answer of JSON-RPC in time
     */
    public JsonNode call(String method, ObjectNode parameters, Duration wait)
            throws RpcErrorException, IOException, InterruptedException {
        ObjectNode call = MAPPER.createObjectNode()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .set("params", parameters);
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(MAPPER.writeValueAsBytes(call)));
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        HttpResponse<byte[]> response = send(request.build(), patience.plus(wait));
        JsonNode answer = parse(response.statusCode(), response.body());
        JsonNode error = answer.path("error");
        if (error.isObject()) {
            throw new RpcErrorException(
                    error.path("code").asInt(), error.path("message").asText("an unknown error"), error.path("data"));
        }
        return answer.path("result");
    }

    /** The timeout of a request ends with the head of its answer: whoever sends a body without end must not hold us up. */
    private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(request, head -> new BoundedBody(MAX_ANSWER_BYTES));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("no whole answer came in time");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException("no answer came", e);
        } finally {
            answer.cancel(true);
        }
    }

    private static JsonNode parse(int status, byte[] body) throws IOException {
        try {
            JsonNode answer = MAPPER.readTree(body);
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // Told below, with what came instead.
        }
        String text = new String(body, StandardCharsets.UTF_8).strip();
        throw new IOException("HTTP status " + status + (text.isEmpty() || text.length() > 200 ? "" : ": " + text));
    }
}
