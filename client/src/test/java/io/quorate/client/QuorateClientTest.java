package io.quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.ledger.Operation;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client makes of a node's answers, whatever they are. */
class QuorateClientTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final LedgerChain chain = new LedgerChain();
    private final List<JsonNode> calls = new ArrayList<>();
    private final HttpServer node = server();
    private String body = "";
    private int status = 200;

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void start() {
        node.createContext("/", exchange -> {
            calls.add(JSON.readTree(exchange.getRequestBody()));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    private QuorateClient client() {
        return QuorateClient.at("http://127.0.0.1:" + node.getAddress().getPort());
    }

    private void answers(String result) {
        body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
    }

    private Transaction transaction() {
        return chain.transaction(DevelopmentKeys.ALICE.account().signer(), new Operation.RegisterInstance("a"));
    }

    @Test
    void aTransactionIsFinalOrPendingAsTheNodeSays() throws Exception {
        Transaction transaction = transaction();
        answers("{\"id\":\"" + transaction.id() + "\",\"height\":7,\"receipt\":{\"ok\":true,\"results\":[\"0a\"]}}");

        Submission done = client().submit(transaction, Duration.ofSeconds(3));

        assertThat(done).isInstanceOfSatisfying(Submission.Final.class, submission -> {
            assertThat(submission.height()).isEqualTo(new Height(7));
            assertThat(((Receipt.Ok) submission.receipt()).results()).hasSize(1);
        });
        assertThat(calls.get(0).path("method").asText()).isEqualTo("tx.submit");
        assertThat(calls.get(0).path("params").path("waitMillis").asInt()).isEqualTo(3_000);
        answers("{\"id\":\"" + transaction.id() + "\"}");
        assertThat(client().submit(transaction, Duration.ZERO)).isEqualTo(new Submission.Pending(transaction.id()));
    }

    @Test
    void whoeverWasToldPendingMayWaitOn() throws Exception {
        TransactionId id = transaction().id();
        answers("{\"id\":\"" + id + "\",\"height\":9,\"receipt\":"
                + "{\"ok\":false,\"operation\":1,\"code\":\"NOT_FOUND\",\"message\":\"no such key\"}}");

        assertThat(client().await(id, Duration.ofSeconds(20)))
                .isEqualTo(
                        new Submission.Final(id, new Height(9), new Receipt.Failed(id, 1, "NOT_FOUND", "no such key")));
        assertThat(calls.get(0).path("method").asText()).isEqualTo("tx.wait");
        assertThat(calls.get(0).path("params").path("id").asText()).isEqualTo(id.toString());
        assertThat(calls.get(0).path("params").path("timeoutMillis").asInt()).isEqualTo(20_000);
        body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32002,\"message\":\"not final in time\"}}";
        assertThat(client().await(id, Duration.ZERO)).isEqualTo(new Submission.Pending(id));
        body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32001,\"message\":\"overloaded\"}}";
        assertThatThrownBy(() -> client().await(id, Duration.ZERO))
                .isInstanceOf(RpcErrorException.class)
                .hasMessage("overloaded");
    }

    @Test
    void whatIsAboutAnotherTransactionIsNoAnswer() {
        String other = "{\"id\":\"" + "0".repeat(64) + "\",\"height\":7,\"receipt\":{\"ok\":true,\"results\":[]}}";
        for (String answer : List.of(other, "{\"id\":\"" + "0".repeat(64) + "\"}", "{}", "null", "7")) {
            answers(answer);
            assertThatThrownBy(() -> client().submit(transaction(), Duration.ZERO))
                    .as(answer)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client().await(transaction().id(), Duration.ZERO))
                    .as(answer)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client().find(transaction().id()))
                    .as(answer)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aReceiptThatIsNotWholeIsNone() {
        TransactionId id = transaction().id();
        for (String receipt : List.of(
                "{}",
                "{\"ok\":1}",
                "{\"ok\":false}",
                "{\"ok\":false,\"operation\":-1,\"code\":\"A\",\"message\":\"b\"}",
                "{\"ok\":false,\"operation\":0,\"code\":7,\"message\":\"b\"}",
                "{\"ok\":true,\"results\":[\"xy\"]}")) {
            answers("{\"id\":\"" + id + "\",\"height\":7,\"receipt\":" + receipt + "}");
            assertThatThrownBy(() -> client().find(id)).as(receipt).isInstanceOf(IOException.class);
        }
    }

    /** What is signed with it would live as long as the node likes. */
    @Test
    void aTimeAheadOfTheClockIsNotTaken() throws Exception {
        long now = System.currentTimeMillis();
        answers("{\"height\":3,\"timeMillis\":" + now + "}");
        assertThat(client().expiry(Duration.ofMinutes(2)).millis()).isEqualTo(now + 120_000);
        for (String time : List.of("" + (now + 3_600_000), "9223372036854775807", "-1", "1.5")) {
            answers("{\"height\":3,\"timeMillis\":" + time + "}");
            assertThatThrownBy(() -> client().expiry(Duration.ofMinutes(2)))
                    .as(time)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void anAnswerThatNeverEndsIsWaitedForNoLongerThanAsked() {
        CountDownLatch asked = new CountDownLatch(1);
        node.removeContext("/");
        node.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(' ');
            exchange.getResponseBody().flush();
            try {
                asked.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        RpcConnection connection = new RpcConnection(
                "http://127.0.0.1:" + node.getAddress().getPort(), Duration.ofMillis(300), Optional.empty());
        try {
            assertThatThrownBy(() -> connection.call("chain.head", RpcConnection.parameters(), Duration.ZERO))
                    .isInstanceOf(HttpTimeoutException.class);
        } finally {
            asked.countDown();
        }
    }

    @Test
    void anErrorHasItsCodeItsWordsAndItsData() throws Exception {
        body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
                + "{\"code\":-32001,\"message\":\"the pool is full\",\"data\":{\"code\":\"MEMPOOL_FULL\"}}}";

        assertThatThrownBy(() -> client().submit(transaction(), Duration.ZERO))
                .isInstanceOfSatisfying(RpcErrorException.class, error -> {
                    assertThat(error.code()).isEqualTo(-32001);
                    assertThat(error).hasMessage("the pool is full");
                    assertThat(error.data("code")).contains("MEMPOOL_FULL");
                    assertThat(error.data("txId")).isEmpty();
                });
        body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32003,\"message\":\"no such\"}}";
        assertThat(client().find(transaction().id())).isEmpty();
    }

    @Test
    void aReceiptOfSomethingElseIsNotTaken() throws Exception {
        chain.block();
        answers(ReceiptJson.tree(chain.receipt("decision", "asked")).toString());

        assertThat(client().receipt(new About.Decision("asked"), Optional.empty())
                        .claim())
                .isNotNull();
        for (About about : List.of(new About.Decision("other"), new About.Key("asked"))) {
            assertThatThrownBy(() -> client().receipt(about, Optional.of(new Height(3))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("about something else");
        }
        assertThat(calls.get(2).path("params").path("from").asLong()).isEqualTo(3);
    }

    @Test
    void anythingElseIsAnIOException() {
        for (String strange :
                List.of("null", "7", "[]", "{}", "{\"height\":-1,\"receipt\":{}}", "{\"receipt\":{\"ok\":true}}")) {
            answers(strange);
            assertThatThrownBy(() -> client().time()).as(strange).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client().chain()).as(strange).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client().find(transaction().id()))
                    .as(strange)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> client().receipt(new About.Key("k"), Optional.empty()))
                    .as(strange)
                    .isInstanceOf(IOException.class);
        }
        for (String strange : List.of("", "hello", "<html>", "[1]", "{", "\"" + "x".repeat(1_000) + "\"")) {
            body = strange;
            status = 503;
            assertThatThrownBy(() -> client().time())
                    .as(strange)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("503");
        }
    }

    @Test
    void anAnswerWithoutEndIsNotReadToItsEnd() {
        body = " ".repeat(RpcConnection.MAX_ANSWER_BYTES + 1);

        assertThatThrownBy(() -> client().time())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void onlyUrlsOfHttpAreTaken() {
        for (String bad : List.of("", "nowhere", "ftp://a", "http://", "http:// a")) {
            assertThatThrownBy(() -> QuorateClient.at(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(QuorateClient.at("http://127.0.0.1:1").connection().url()).hasToString("http://127.0.0.1:1/");
    }
}
