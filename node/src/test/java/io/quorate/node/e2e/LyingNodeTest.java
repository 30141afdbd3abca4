package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.About;
import io.quorate.client.OfflineVerifier;
import io.quorate.client.QuorateClient;
import io.quorate.client.TransactionBuilder;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.cli.Ran;
import io.quorate.node.config.Chains;
import io.quorate.protocol.receipt.Outcome;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Transaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that lies to who signs for himself: a real node of the chain {@code dev}, and between it and its clients a
 * server that changes its answers. Who has the chain's genesis file is told nothing that is not so: he is told the truth,
 * or in one line that he is lied to.
 */
@TestInstance(Lifecycle.PER_CLASS)
class LyingNodeTest {
    private static final Genesis GENESIS = Chains.load("dev");

    private Path directory = Path.of("");
    private @Nullable DevNode node;
    private @Nullable LyingNode between;
    private int made;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        directory = temporary;
        DevNode honest = DevNode.start(directory).atHeight(1);
        node = honest;
        between = new LyingNode(honest.client());
        Ran ran = Ran.of(
                "key",
                "generate",
                "--purpose",
                "instance",
                "--name",
                "me",
                "--base-path",
                directory.toString(),
                "--no-passphrase");
        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    @AfterAll
    void stop() {
        if (between != null) {
            between.close();
        }
        if (node != null) {
            node.close();
        }
    }

    @AfterEach
    void repent() {
        liar().repent();
    }

    private LyingNode liar() {
        return Optional.ofNullable(between).orElseThrow();
    }

    private String name(String kind) {
        return kind + "-" + made++;
    }

    /** A command of somebody who signs for himself, and has the chain's genesis. */
    private Ran proving(String... words) {
        return signing("dev", words);
    }

    private Ran signing(String chain, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--key", directory.resolve("keystore/me.json").toString(), "--rpc", liar().url()));
        if (!chain.isEmpty()) {
            all.addAll(List.of("--chain", chain));
        }
        return Ran.of(all.toArray(String[]::new));
    }

    private String succeeds(String... words) {
        Ran ran = proving(words);
        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        return ran.out();
    }

    /** Nothing is printed as a result, and why is one line. */
    private static String refused(Ran ran) {
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).as(ran.toString()).hasSize(1);
        assertThat(ran.err()).startsWith("quorate: ").doesNotContain("unexpectedly");
        assertThat(ran.err()).doesNotContainPattern("[\\p{Cc}&&[^\\n\\r]]");
        assertThat(ran.status()).as(ran.toString()).isEqualTo(1);
        return ran.err();
    }

    private static ObjectNode in(JsonNode result, String pointer) {
        return (ObjectNode) result.at(pointer);
    }

    @Test
    void theHeightAndTheResultAreThoseThatAreProven() throws Exception {
        liar().change("tx.submit", result -> {
            result.put("height", 999_999);
            in(result, "/receipt").putArray("results").add("00");
            return result;
        });
        String key = name("key");

        String out = succeeds("kv", "put", key, "v");

        long height = liar().told("tx.submit").at("/result/height").asLong();
        assertThat(out).isEqualTo("created \"" + key + "\" in block " + height + System.lineSeparator());
    }

    @Test
    void aFailureIsAFailureThoughTheNodeSaysOtherwise() {
        String instance = name("instance");
        succeeds("register", instance);
        String[] vote = {"vote", "--instance", instance, "--decision", name("topic"), "--value", "yes"};
        succeeds(vote);
        liar().change("tx.submit", result -> {
            result.putObject("receipt").put("ok", true).putArray("results").add("00");
            return result;
        });

        assertThat(refused(proving(vote))).contains("ALREADY_VOTED");
    }

    @Test
    void aSuccessIsASuccessThoughTheNodeSaysOtherwise() {
        liar().change("tx.submit", result -> {
            result.putObject("receipt")
                    .put("ok", false)
                    .put("operation", 0)
                    .put("code", "NOT_OWNER")
                    .put("message", "not yours");
            return result;
        });
        String key = name("key");

        assertThat(succeeds("kv", "put", key, "v")).startsWith("created \"" + key);
    }

    @Test
    void whatANodeDoesNotSayIsFinalIsNot() {
        liar().change("tx.submit", result -> result.retain("id"));

        assertThat(refused(proving("kv", "put", name("key"), "v"))).contains("not final yet");
    }

    @Test
    void anotherTransactionsAnswerOrReceiptIsNone() {
        succeeds("kv", "put", name("key"), "other");
        JsonNode other = liar().told("tx.submit").path("result");
        JsonNode otherReceipt = liar().told("chain.receipt").path("result");
        liar().change("tx.submit", result -> other);
        assertThat(refused(proving("kv", "put", name("key"), "v"))).contains("another transaction");

        liar().repent();
        liar().change("chain.receipt", result -> otherReceipt);
        assertThat(refused(proving("kv", "put", name("key"), "v"))).contains("about something else");

        // The same with the name of what was asked for.
        liar().change("chain.receipt", result -> {
            String asked = in(result, "/claim").path("id").asText();
            ObjectNode forged = otherReceipt.deepCopy();
            in(forged, "/claim").put("id", asked);
            return forged;
        });
        assertThat(refused(proving("kv", "put", name("key"), "v"))).contains("refused at check");
    }

    /** What of a true receipt is changed, and the check that finds it. */
    @Test
    void aForgedReceiptIsRefusedAndTheCheckIsNamed() {
        Map<String, LyingNode.Change> forgeries = new LinkedHashMap<>();
        forgeries.put("the result", result -> {
            in(result, "/claim").putArray("results").add("00");
            return result;
        });
        forgeries.put("whether it succeeded", result -> {
            in(result, "/claim").remove("results");
            in(result, "/claim")
                    .put("ok", false)
                    .put("operation", 0)
                    .put("code", "NOT_OWNER")
                    .put("message", "not yours");
            return result;
        });
        forgeries.put("the height", result -> {
            forEachHeader(
                    result, header -> header.put("height", header.path("height").asLong() + 1));
            return result;
        });
        forgeries.put("the time", result -> {
            forEachHeader(result, header -> header.put("timeMillis", 4_000_000_000_000L));
            return result;
        });
        forgeries.put("the chain", result -> {
            forEachHeader(result, header -> header.put("chain", "11".repeat(32)));
            return result;
        });
        forgeries.put("the state", result -> {
            forEachHeader(result, header -> header.put("stateRoot", "22".repeat(32)));
            return result;
        });
        forgeries.put("a signature", result -> {
            result.findParents("signatures")
                    .forEach(each -> ((ObjectNode) each).putArray("signatures").add("33".repeat(64)));
            return result;
        });
        forgeries.put("the seal", result -> result.put("seal", "44".repeat(32)));
        forgeries.forEach((what, forgery) -> {
            liar().change("chain.receipt", forgery);
            assertThat(refused(proving("kv", "put", name("key"), "v")))
                    .as(what)
                    .contains("the node's receipt of transaction ")
                    .containsPattern("refused at check [a-z]+: ");
        });
    }

    private static void forEachHeader(ObjectNode receipt, Consumer<ObjectNode> change) {
        List<JsonNode> headers = receipt.findParents("stateRoot");
        assertThat(headers).isNotEmpty();
        headers.forEach(header -> change.accept((ObjectNode) header));
    }

    @Test
    void aNodeOfAnotherChainProvesNothing() {
        // Signed for the chain that is meant, whatever chain the node says it is on.
        liar().change("system.get_state", result -> {
            in(result, "/summary").put("chainId", "55".repeat(32));
            return result;
        });
        String key = name("key");
        assertThat(succeeds("kv", "put", key, "v")).startsWith("created \"" + key);
        liar().repent();

        assertThat(refused(signing("local", "kv", "put", name("key"), "v"))).contains("WRONG_CHAIN");
        // And if it says that it took it, with a receipt of its own chain:
        JsonNode receipt = liar().told("chain.receipt").path("result");
        liar().lie(
                        "tx.submit",
                        (exchange, truth) -> LyingNode.body(
                                exchange,
                                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"id\":\""
                                        + truth.at("/error/data/txId").asText()
                                        + "\",\"height\":7,\"receipt\":{\"ok\":true,\"results\":[\"00\"]}}}"));
        liar().lie("chain.receipt", (exchange, truth) -> {
            ObjectNode answer = Rpc.JSON.createObjectNode();
            ObjectNode forged = receipt.deepCopy();
            in(forged, "/claim")
                    .put("id", liar().told("tx.submit").at("/error/data/txId").asText());
            answer.set("result", forged);
            LyingNode.body(exchange, answer.toString());
        });
        assertThat(refused(signing("local", "kv", "put", name("key"), "v"))).contains("refused at check");
    }

    /** The decision that open, commit and reveal show is proven as their transaction is. */
    @Test
    void aForgedOrAnOldDecisionIsNotShown() throws Exception {
        String instance = name("instance");
        succeeds("register", instance);
        liar().change("system.get_state", result -> {
            in(result, "/decision")
                    .put("result", "forged")
                    .put("status", "DECIDED")
                    .put("voteCount", 77);
            return result;
        });
        String topic = name("topic");
        String opened = succeeds(
                "open", topic, "--secret", "--total-instances", "1", "--commits-until", "30m", "--reveals-until", "1h");
        assertThat(opened).contains("COMMITTING").doesNotContain("forged");
        JsonNode old = liar().told("chain.receipt").path("result");
        assertThat(old.at("/claim/kind").asText()).isEqualTo("decision");

        String[] commit = {
            "commit",
            "--instance",
            instance,
            "--decision",
            topic,
            "--value",
            "gold",
            "--ballots",
            directory.resolve("ballots").toString()
        };
        liar().lie("chain.receipt", (exchange, truth) -> {
            boolean decision = truth.at("/result/claim/kind").asText().equals("decision");
            ObjectNode answer = truth.deepCopy();
            LyingNode.body(exchange, (decision ? answer.set("result", old) : answer).toString());
        });
        assertThat(refused(proving(commit))).contains("only as of block ");

        liar().change("chain.receipt", result -> {
            if (result.at("/claim/kind").asText().equals("decision")) {
                ObjectNode claim = in(result, "/claim");
                claim.put("value", claim.path("value").asText().replaceFirst("^..", "03"));
            }
            return result;
        });
        assertThat(refused(proving(commit)))
                .contains("the decision \"" + topic + "\"")
                .contains("refused at check");
    }

    @Test
    void anInventedTimeIsNotSignedFor() {
        for (String time : List.of("4000000000000", "9223372036854775807", "-1", "\"noon\"", "1e300")) {
            liar().answer("chain.head", "{\"result\":{\"height\":5,\"timeMillis\":" + time + "}}");
            for (String[] words : List.of(
                    new String[] {"kv", "put", name("key"), "v"},
                    new String[] {"open", name("topic"), "--until", "1h"})) {
                assertThat(refused(proving(words))).as(time).contains("time");
            }
        }
    }

    /** At every call of a command; some lies before a transaction is signed, some after. */
    @Test
    void whatIsNoAnswerIsNoneAndOneLine() {
        List<String> garbage = List.of(
                "",
                "null",
                "7",
                "[]",
                "{}",
                "{\"result\":null}",
                "{\"result\":{}}",
                "{\"result\":[]}",
                "{\"result\":{\"id\":7,\"height\":\"x\",\"timeMillis\":{}}}",
                "{\"error\":7}",
                "{\"error\":{}}",
                "{\"error\":{\"code\":\"x\",\"message\":\"a\\u001b[2Jb\\nquorate: done\",\"data\":7}}",
                "<html>\n<body>\u001b[31mhello</body></html>",
                "{\"result\":" + "[".repeat(100_000),
                "\u0000\u0001\u0002\u00ff");
        for (String method : List.of("chain.head", "tx.submit", "chain.receipt")) {
            for (String text : garbage) {
                liar().answer(method, text);
                refused(proving("kv", "put", name("key"), "v"));
            }
            liar().repent();
        }
    }

    @Test
    void anAnswerThatIsCutOffOrHasNoEndIsNone() {
        liar().lie("chain.receipt", (exchange, truth) -> {
            byte[] whole = truth.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, whole.length / 2);
            exchange.getResponseBody().flush();
            throw new IOException("cut off");
        });
        refused(proving("kv", "put", name("key"), "v"));

        liar().lie("chain.receipt", (exchange, truth) -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            while (true) {
                exchange.getResponseBody().write(spaces);
            }
        });
        assertThat(refused(proving("kv", "put", name("key"), "v"))).contains("more than");
    }

    /** Who has no genesis file believes the node, but not anything. */
    @Test
    void withoutTheGenesisTooAnAnswerMustBeOne() {
        for (String results : List.of("[]", "[\"\"]", "[\"ff\"]", "[\"xyz\"]", "[7]", "7", "[\"0100\",\"0100\"]")) {
            liar().change("tx.submit", result -> {
                try {
                    in(result, "/receipt").set("results", Rpc.JSON.readTree(results));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                return result;
            });
            refused(signing("", "kv", "put", name("key"), "v"));
        }
    }

    /** The same by the typed client, as a program has it. */
    @Test
    void aProgramIsNotDeceivedEither() throws Exception {
        QuorateClient client = QuorateClient.at(liar().url());
        OfflineVerifier verifier = new OfflineVerifier(GENESIS);
        String instance = name("program");
        String topic = name("topic");
        Transaction transaction = new TransactionBuilder(GENESIS.chain(), client.expiry(Duration.ofMinutes(2)))
                .add(new Operation.RegisterInstance(instance))
                .add(new Operation.CastVote(instance, topic, "yes", Optional.of(1)))
                .sign(DAVE.account().signer());
        client.submit(transaction, Duration.ofSeconds(30));
        About about = new About.Decision(topic);
        assertThat(verifier.verify(client.receipt(about, Optional.empty()), Optional.empty()))
                .isInstanceOf(Outcome.Proven.class);

        // "yes" is somewhere in the decision's record.
        String yes = Bytes.ofText("yes").toString();
        String nay = Bytes.ofText("nay").toString();
        liar().change("chain.receipt", result -> {
            ObjectNode claim = in(result, "/claim");
            assertThat(claim.path("value").asText()).contains(yes);
            claim.put("value", claim.path("value").asText().replace(yes, nay));
            return result;
        });
        assertThat(verifier.verify(client.receipt(about, Optional.empty()), Optional.empty()))
                .isInstanceOf(Outcome.Refused.class);

        liar().change("tx.get", result -> result.put("id", "66".repeat(32)));
        assertThatThrownBy(() -> client.find(transaction.id()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another transaction");
        liar().change("tx.wait", result -> result.put("height", -1));
        assertThatThrownBy(() -> client.await(transaction.id(), Duration.ZERO)).isInstanceOf(IOException.class);
        liar().answer("chain.head", "{\"result\":{\"height\":5,\"timeMillis\":4000000000000}}");
        assertThatThrownBy(() -> client.expiry(Duration.ofMinutes(2)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ahead of this machine's clock");
    }
}
