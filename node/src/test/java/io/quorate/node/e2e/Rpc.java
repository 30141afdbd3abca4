package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A client of one node's JSON-RPC that knows nothing of ours. Thread-safe. */
final class Rpc {
    static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BATCH = 50;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final URI url;

    Rpc(int port) {
        this.url = URI.create("http://127.0.0.1:" + port + "/");
    }

    URI url() {
        return url;
    }

    /** What came back. */
    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (JsonProcessingException e) {
                throw new AssertionError("this is no JSON: " + body, e);
            }
        }
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url.resolve(path)).GET());
    }

    Answer post(String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    static String body(String method, Map<String, ?> parameters) {
        return call(1, method, parameters).toString();
    }

    private static ObjectNode call(int id, String method, Map<String, ?> parameters) {
        ObjectNode call =
                JSON.createObjectNode().put("jsonrpc", "2.0").put("id", id).put("method", method);
        call.set("params", JSON.valueToTree(parameters));
        return call;
    }

    /** A call's whole answer. */
    JsonNode answer(String method, Map<String, ?> parameters) throws IOException, InterruptedException {
        return post(body(method, parameters)).json();
    }

    /** The result of a call that must succeed; a connection that the node had closed meanwhile is no answer yet. */
    JsonNode result(String method, Map<String, ?> parameters) throws InterruptedException {
        try {
            JsonNode answer;
            try {
                answer = answer(method, parameters);
            } catch (HttpTimeoutException e) {
                throw e; // it may have been carried out
            } catch (IOException e) {
                answer = answer(method, parameters);
            }
            assertThat(answer.has("result"))
                    .as("%s %s on %s: %s", method, parameters, url, answer)
                    .isTrue();
            return answer.path("result");
        } catch (IOException e) {
            throw new AssertionError(method + " on " + url + ": " + e, e);
        }
    }

    /** The results of many calls of a method, which must all succeed, in their order. */
    List<JsonNode> results(String method, List<? extends Map<String, ?>> parameters) throws InterruptedException {
        List<JsonNode> results = new ArrayList<>();
        for (int from = 0; from < parameters.size(); from += BATCH) {
            ArrayNode batch = JSON.createArrayNode();
            for (int i = from; i < Math.min(from + BATCH, parameters.size()); i++) {
                batch.add(call(i, method, parameters.get(i)));
            }
            try {
                JsonNode answers = post(batch.toString()).json();
                assertThat(answers.size()).as(answers.toString()).isEqualTo(batch.size());
                for (int i = 0; i < batch.size(); i++) {
                    JsonNode answer = answers.get(i);
                    assertThat(answer.path("id").asInt(-1)).isEqualTo(from + i);
                    assertThat(answer.has("result"))
                            .as("%s on %s: %s", batch.get(i), url, answer)
                            .isTrue();
                    results.add(answer.path("result"));
                }
            } catch (IOException e) {
                throw new AssertionError(method + " on " + url + ": " + e, e);
            }
        }
        return results;
    }
}
