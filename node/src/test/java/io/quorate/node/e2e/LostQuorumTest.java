package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * ledger.md, JSON-RPC, of real nodes that lose their quorum: votes fail after their time, with the id of what may still become
 * final; then the circuit opens; and once the quorum is back, a probe closes it. Most of its time it waits for the circuit, so
 * it runs on demand: {@code -Dlost-quorum=true}.
 */
@EnabledIfSystemProperty(named = "lost-quorum", matches = "true", disabledReason = "run with -Dlost-quorum=true")
class LostQuorumTest {
    @TempDir
    private Path directory = Path.of("");

    private static Map<String, String> vote(String decision) {
        return Map.of("instanceId", "a", "decision", decision, "value", "v");
    }

    private static CompletableFuture<JsonNode> voting(Rpc rpc, String decision) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return rpc.answer("system.quorum.vote", vote(decision));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void votesFailInTimeThenTheCircuitOpensAndAProbeClosesIt() throws Exception {
        try (Network network = new Network(directory, "local", ALICE, BOB, CHARLIE)) {
            network.startAll();
            network.awaitAllConnected();
            Member alice = network.member(ALICE);
            Rpc rpc = network.client(alice);
            rpc.result("system.register", Map.of("instanceId", "a"));
            network.process(network.member(BOB)).kill();
            network.process(network.member(CHARLIE)).kill();

            List<JsonNode> late = IntStream.range(0, 5).mapToObj(i -> voting(rpc, "lost" + i)).toList().stream()
                    .map(CompletableFuture::join)
                    .toList();
            for (JsonNode answer : late) {
                assertThat(answer.at("/error/code").asInt())
                        .as(answer.toString())
                        .isEqualTo(-32002);
                assertThat(answer.at("/error/data/txId").asText()).hasSize(64);
            }

            JsonNode open = rpc.result("system.quorum.vote", vote("refused"));
            assertThat(open.path("voted").asBoolean(true)).isFalse();
            assertThat(open.path("quorumReached").asBoolean(true)).isFalse();
            assertThat(open.path("reason").asText()).isNotBlank();
            assertThat(open.has("txId")).isFalse();

            network.start(network.member(BOB));
            network.awaitAnswer(network.member(BOB));
            // What was late is final all the same, under the ids that the errors carried.
            for (JsonNode answer : late) {
                String id = answer.at("/error/data/txId").asText();
                Await.until("transaction " + id + " to be final", network::toString, () -> {
                    try {
                        return rpc.answer("tx.wait", Map.of("id", id, "timeoutMillis", 10_000))
                                .at("/result/receipt/ok")
                                .asBoolean();
                    } catch (IOException e) {
                        return false;
                    }
                });
            }
            // The circuit is open for 30 s: each vote until then is answered at once, and the first one after it is the
            // probe.
            int[] tried = {0};
            Await.until("a probe to close the circuit", network::toString, () -> {
                try {
                    return rpc.answer("system.quorum.vote", vote("probe" + tried[0]++))
                            .at("/result/voted")
                            .asBoolean();
                } catch (IOException e) {
                    return false;
                }
            });
            assertThat(rpc.result("system.quorum.vote", vote("closed"))
                            .path("voted")
                            .asBoolean())
                    .isTrue();
        }
    }
}
