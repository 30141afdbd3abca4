package io.quorate.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Calls one node's JSON-RPC. Whatever goes wrong is one line for the operator. Thread-safe. */
final class RpcClient {
    /** Where a node serves by default. */
    static final String DEFAULT_URL = "http://127.0.0.1:9944";

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI url;

    private RpcClient(URI url) {
        this.url = url;
    }

    /**
     * A client of the node that serves here.
     *
     * @throws OperatorException if the text is no such URL
     */
    static RpcClient at(String url) {
        return new RpcClient(uri(url));
    }

    static URI uri(String url) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri.getPath().isEmpty() ? uri.resolve("/") : uri;
            }
        } catch (java.net.URISyntaxException e) {
            // The same answer as for any other text that is no URL of a node.
        }
        throw OperatorException.usage("--rpc " + url + ": write it like " + DEFAULT_URL);
    }

    /** The node answered with an error. */
    static final class RefusedException extends Exception {
        private final int code;

        RefusedException(int code, String message) {
            super(message);
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    /**
     * The result of a call.
     *
     * @throws OperatorException if there is none, with why
     */
    JsonNode call(String method, ObjectNode parameters) throws InterruptedException {
        try {
            return tryCall(method, parameters);
        } catch (RefusedException e) {
            throw OperatorException.failure(method + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw OperatorException.failure(unreachable(e), e);
        }
    }

    JsonNode call(String method) throws InterruptedException {
        return call(method, Json.object());
    }

    /** The result of a call, with its two kinds of failure apart. */
    JsonNode tryCall(String method, ObjectNode parameters) throws RefusedException, IOException, InterruptedException {
        ObjectNode call = Json.object().put("jsonrpc", "2.0").put("id", 1).put("method", method);
        call.set("params", parameters);
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(url)
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.MAPPER.writeValueAsBytes(call)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = parse(response);
        JsonNode error = answer.path("error");
        if (!error.isMissingNode()) {
            throw new RefusedException(
                    error.path("code").asInt(), error.path("message").asText("an unknown error"));
        }
        return answer.path("result");
    }

    private JsonNode parse(HttpResponse<byte[]> response) throws IOException {
        try {
            JsonNode answer = Json.MAPPER.readTree(response.body());
            if (answer.isObject()) {
                return answer;
            }
        } catch (JsonProcessingException e) {
            // Told below, with what came instead.
        }
        String text = new String(response.body(), java.nio.charset.StandardCharsets.UTF_8).strip();
        throw new IOException(
                "HTTP status " + response.statusCode() + (text.isEmpty() || text.length() > 200 ? "" : ": " + text));
    }

    private String unreachable(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return "the node at " + shown() + " does not answer in time";
        }
        if (e instanceof ConnectException || e.getCause() instanceof ConnectException) {
            return "no node answers at " + shown() + ": start one with quorate devnet, or say where with --rpc URL";
        }
        return "what answers at " + shown() + " is no node of ours: " + e.getMessage();
    }

    /** Without the slash that nobody typed. */
    String shown() {
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
