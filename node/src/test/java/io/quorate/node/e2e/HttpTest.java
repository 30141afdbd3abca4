package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.crypto.keystore.DevelopmentKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an application's developer meets: three nodes and HTTP (ledger.md, JSON-RPC). */
@TestInstance(Lifecycle.PER_CLASS)
class HttpTest {
    private Network network = new Network(Path.of(""), "local");

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        network = new Network(directory, "local", ALICE, BOB, CHARLIE);
        network.startAll();
        for (Member member : network.members()) {
            network.awaitHeight(member, 1);
        }
    }

    @AfterAll
    void stop() {
        network.close();
    }

    private Rpc at(DevelopmentKeys node) {
        return network.client(network.member(node));
    }

    private void register(DevelopmentKeys node, String instance) throws InterruptedException {
        JsonNode result = at(node).result("system.register", Map.of("instanceId", instance));
        assertThat(result.path("registered").asBoolean()).isTrue();
        assertThat(result.path("publicKey").asText()).hasSize(64);
        assertThat(result.path("height").asLong()).isPositive();
    }

    private static Map<String, Object> vote(String instance, String decision, String value) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("instanceId", instance);
        parameters.put("decision", decision);
        parameters.put("value", value);
        return parameters;
    }

    /** The error of a call that must fail; the node is as well as before. */
    private JsonNode error(DevelopmentKeys node, String method, Map<String, ?> parameters)
            throws IOException, InterruptedException {
        JsonNode answer = at(node).answer(method, parameters);
        assertThat(answer.has("result")).as(answer.toString()).isFalse();
        unharmed();
        return answer.path("error");
    }

    private void unharmed() throws InterruptedException {
        for (Member member : network.members()) {
            assertThat(network.height(member)).isPositive();
            assertThat(network.process(member).isAlive()).isTrue();
            assertThat(network.process(member).err()).isEmpty();
        }
    }

    @Test
    void threeInstancesOnThreeNodesDecide() throws Exception {
        register(ALICE, "pay-1");
        register(BOB, "pay-2");
        register(CHARLIE, "pay-3");

        JsonNode first = at(ALICE).result("system.quorum.vote", vote("pay-1", "release-7", "ship"));
        JsonNode second = at(BOB).result("system.quorum.vote", vote("pay-2", "release-7", "ship"));
        JsonNode third = at(CHARLIE).answer("system.quorum.vote", vote("pay-3", "release-7", "hold"));

        // ledger.md: 3 -> 2
        assertThat(first.path("voted").asBoolean()).isTrue();
        assertThat(first.path("quorumReached").asBoolean()).isFalse();
        assertThat(first.has("finalDecision")).isFalse();
        assertThat(first.path("voteCount").asInt()).isEqualTo(1);
        assertThat(first.path("txId").asText()).hasSize(64);
        assertThat(second.path("voted").asBoolean()).isTrue();
        assertThat(second.path("quorumReached").asBoolean()).isTrue();
        assertThat(second.path("finalDecision").asText()).isEqualTo("ship");
        assertThat(second.path("voteCount").asInt()).isEqualTo(2);
        assertThat(second.path("height").asLong())
                .isGreaterThanOrEqualTo(first.path("height").asLong());
        assertThat(third.path("error").path("data").path("code").asText())
                .as(third.toString())
                .isEqualTo("DECISION_CLOSED");
        for (Member member : network.members()) {
            network.awaitHeight(member, second.path("height").asLong());
            JsonNode state = network.client(member).result("system.get_state", Map.of("decision", "release-7"));
            assertThat(state.toString()).contains("\"ship\"").contains("pay-1", "pay-2");
        }
    }

    @Test
    void aTieIsDecidedByTheMostVotesOfTheQuorum() throws Exception {
        register(ALICE, "tie-1");
        register(BOB, "tie-2");
        register(CHARLIE, "tie-3");

        Map<String, Object> of4 = vote("tie-1", "colour", "red");
        of4.put("totalInstances", 4);
        at(ALICE).result("system.quorum.vote", of4);
        at(BOB).result("system.quorum.vote", vote("tie-2", "colour", "blue"));
        JsonNode third = at(CHARLIE).result("system.quorum.vote", vote("tie-3", "colour", "blue"));

        // ledger.md: 4 -> 3
        assertThat(third.path("voteCount").asInt()).isEqualTo(3);
        assertThat(third.path("quorumReached").asBoolean()).isTrue();
        assertThat(third.path("finalDecision").asText()).isEqualTo("blue");
    }

    @Test
    void aSecondVoteIsRefused() throws Exception {
        register(ALICE, "twice");
        at(ALICE).result("system.quorum.vote", vote("twice", "once-only", "yes"));

        for (String value : List.of("yes", "no")) {
            JsonNode error = error(ALICE, "system.quorum.vote", vote("twice", "once-only", value));

            assertThat(error.path("code").asInt()).isEqualTo(-32000);
            assertThat(error.path("data").path("code").asText()).isEqualTo("ALREADY_VOTED");
            assertThat(error.path("message").asText()).contains("twice").contains("voted");
        }
    }

    @Test
    void anUnknownInstanceIsToldToRegister() throws Exception {
        JsonNode error = error(BOB, "system.quorum.vote", vote("nobody", "anything", "yes"));

        assertThat(error.path("code").asInt()).isEqualTo(-32006);
        assertThat(error.path("data").path("code").asText()).isEqualTo("NOT_REGISTERED");
        assertThat(error.path("message").asText()).contains("nobody").contains("system.register");
    }

    @Test
    void anInstanceOfAnotherNodeIsToldWhereToVote() throws Exception {
        register(ALICE, "at-alice");
        JsonNode head = at(ALICE).result("chain.head", Map.of());
        network.awaitHeight(network.member(BOB), head.path("height").asLong());

        JsonNode error = error(BOB, "system.quorum.vote", vote("at-alice", "anything", "yes"));

        assertThat(error.path("code").asInt()).isEqualTo(-32006);
        assertThat(error.path("message").asText()).contains("at-alice").contains("vote where it was registered");
        JsonNode taken = error(BOB, "system.register", Map.of("instanceId", "at-alice"));
        assertThat(taken.path("data").path("code").asText()).isEqualTo("INSTANCE_TAKEN");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "1001", "9223372036854775807"})
    void aBadTotalIsRefusedWithItsRange(long total) throws Exception {
        Map<String, Object> parameters = vote("whoever", "anything", "yes");
        parameters.put("totalInstances", total);

        JsonNode error = error(ALICE, "system.quorum.vote", parameters);

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.path("message").asText()).contains("totalInstances").contains("1 to 1000");
    }

    @Test
    void anotherTotalThanTheFirstVotesIsAMismatch() throws Exception {
        register(ALICE, "five-1");
        register(BOB, "five-2");
        Map<String, Object> first = vote("five-1", "of-five", "yes");
        first.put("totalInstances", 5);
        at(ALICE).result("system.quorum.vote", first);
        Map<String, Object> second = vote("five-2", "of-five", "yes");
        second.put("totalInstances", 4);

        JsonNode error = error(BOB, "system.quorum.vote", second);

        assertThat(error.path("code").asInt()).isEqualTo(-32000);
        assertThat(error.path("data").path("code").asText()).isEqualTo("RULES_MISMATCH");
        assertThat(error.path("message").asText()).contains("was fixed at 5");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            system.quorum.vote | totalInstances | three | must be a whole number
            system.quorum.vote | instanceId     | a b   | instanceId
            system.quorum.vote | instanceID     | a     | it takes instanceId, decision, value, totalInstances
            """)
    void aBadParameterIsNamed(String method, String name, String value, String said) throws Exception {
        Map<String, Object> parameters = vote("someone", "anything", "yes");
        parameters.put(name, value);

        JsonNode error = error(ALICE, method, parameters);

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.path("data").path("parameter").asText()).isEqualTo(name);
        assertThat(error.path("message").asText()).contains(said);
    }

    @Test
    void aMissingParameterIsNamed() throws Exception {
        JsonNode error = error(ALICE, "system.register", Map.of());

        assertThat(error.path("code").asInt()).isEqualTo(-32602);
        assertThat(error.path("message").asText()).contains("instanceId").contains("is required");
    }

    @Test
    void malformedJsonIsSaidToBeThat() throws Exception {
        JsonNode answer = at(ALICE).post("{\"jsonrpc\": \"2.0\", \"method\":").json();

        assertThat(answer.path("error").path("code").asInt()).isEqualTo(-32700);
        assertThat(answer.path("error").path("message").asText()).containsIgnoringCase("JSON");
        assertThat(answer.path("id").isNull()).isTrue();
        unharmed();
    }

    @Test
    void anUnknownMethodIsAnsweredWithTheNearest() throws Exception {
        JsonNode error = error(ALICE, "system.quorum.vot", Map.of());

        assertThat(error.path("code").asInt()).isEqualTo(-32601);
        assertThat(error.path("message").asText()).contains("system.quorum.vot").contains("\"system.quorum.vote\"?");
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithTheLimit() throws Exception {
        Rpc.Answer answer = at(ALICE).post("\"" + "x".repeat(2 << 20) + "\"");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains("1048576 bytes");
        unharmed();
    }

    @Test
    void healthAndReadyAnswerHealthyNodes() throws Exception {
        for (Member member : network.members()) {
            assertThat(network.client(member).get("/health").status()).isEqualTo(200);
            assertThat(network.client(member).get("/ready").status()).isEqualTo(200);
        }
    }

    @Test
    void curlIsEnough(@TempDir Path directory) throws Exception {
        Path curl = Programs.orFailInCi("curl", "apt-get install curl");
        DevelopmentKeys[] nodes = {ALICE, BOB, CHARLIE};
        for (int i = 0; i < nodes.length; i++) {
            String registered =
                    curl(directory, curl, nodes[i], Rpc.body("system.register", Map.of("instanceId", "curl-" + i)));
            assertThat(registered).contains("\"registered\":true");
        }
        curl(directory, curl, ALICE, Rpc.body("system.quorum.vote", vote("curl-0", "by-curl", "go")));

        String decided = curl(directory, curl, BOB, Rpc.body("system.quorum.vote", vote("curl-1", "by-curl", "go")));
        String malformed = curl(directory, curl, BOB, "{");
        String tooLong = curl(directory, curl, BOB, "\"" + "x".repeat(2 << 20) + "\"");

        assertThat(decided).contains("\"finalDecision\":\"go\"");
        assertThat(malformed).contains("-32700");
        assertThat(tooLong).contains("1048576 bytes");
        unharmed();
    }

    /** As in the README, except that the body comes from standard input. */
    private String curl(Path directory, Path curl, DevelopmentKeys node, String body) throws Exception {
        String url = at(node).url().toString();
        Programs.Ran ran = Programs.run(
                directory, body, List.of(curl.toString(), "-sS", "--noproxy", "*", url, "--data-binary", "@-"));
        assertThat(ran.status()).as(ran.toString()).isZero();
        return ran.out();
    }
}
