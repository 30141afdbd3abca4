package io.quorate.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Submits transactions and waits for their finality, several of them in one JSON-RPC batch. Thread-safe. */
final class BatchSender {
    /** The node's limit is 100 calls; each transaction takes two. */
    static final int MOST = 50;

    private static final int WAIT_MILLIS = 15_000;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** The outcome of each, in order: empty if it is final and succeeded, else the kind of error. Never fails. */
    CompletableFuture<List<String>> send(URI node, List<TransactionSource.Signed> transactions) {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < transactions.size(); i++) {
            TransactionSource.Signed transaction = transactions.get(i);
            body.append(i == 0 ? "" : ",")
                    .append("{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(2 * i)
                    .append(",\"method\":\"tx.submit\",\"params\":{\"transaction\":\"")
                    .append(transaction.hex())
                    .append("\"}},{\"jsonrpc\":\"2.0\",\"id\":")
                    .append(2 * i + 1)
                    .append(",\"method\":\"tx.wait\",\"params\":{\"id\":\"")
                    .append(transaction.id())
                    .append("\",\"timeoutMillis\":")
                    .append(WAIT_MILLIS)
                    .append("}}");
        }
        HttpRequest request = HttpRequest.newBuilder(node)
                .timeout(Duration.ofMillis(2 * WAIT_MILLIS))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.append(']').toString(), StandardCharsets.US_ASCII))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .handle((response, failure) -> failure == null
                        ? outcomes(response, transactions.size())
                        : Collections.nCopies(transactions.size(), "no answer"));
    }

    private static List<String> outcomes(HttpResponse<byte[]> response, int count) {
        List<String> outcomes = new ArrayList<>(Collections.nCopies(count, "no answer"));
        try {
            JsonNode answers = Json.MAPPER.readTree(response.body());
            if (!answers.isArray()) {
                return Collections.nCopies(count, error(answers.path("error")));
            }
            // The submission's error says more than that of the wait, so it goes last.
            for (int part = 1; part >= 0; part--) {
                for (JsonNode answer : answers) {
                    int id = answer.path("id").asInt(-1);
                    if (id < 0 || id >= 2 * count || id % 2 != part) {
                        continue;
                    }
                    if (answer.has("error")) {
                        outcomes.set(id / 2, error(answer.path("error")));
                    } else if (part == 1) {
                        JsonNode receipt = answer.path("result").path("receipt");
                        outcomes.set(
                                id / 2,
                                receipt.path("ok").asBoolean()
                                        ? ""
                                        : receipt.path("code").asText("bad receipt"));
                    }
                }
            }
        } catch (IOException e) {
            return Collections.nCopies(count, "HTTP " + response.statusCode());
        }
        return outcomes;
    }

    private static String error(JsonNode error) {
        String code = error.path("data").path("code").asText();
        return code.isEmpty() ? "error " + error.path("code").asText() : code;
    }
}
