package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One liar among four real validators: a process with a validator's key that speaks the real transport. One of each kind
 * in each build; {@code -Dliars=all} runs all.
 */
class LiarTest {
    private static final Set<String> IN_EACH_BUILD = Set.of("equivocate", "over-limit", "forge-certificates", "flood");

    private static final boolean ALL = "all".equals(System.getProperty("liars"));

    @TempDir
    private Path directory = Path.of("");

    private Network network = new Network(directory, "local4");
    private List<Member> honest = List.of();
    private final Map<Member, Rpc> scrapers = new HashMap<>();

    @BeforeEach
    void make() {
        network = new Network(directory, "local4", ALICE, BOB, CHARLIE, DAVE);
        honest = network.members().subList(0, 3);
    }

    @AfterEach
    void stop() {
        network.close();
    }

    private void startWithDaveAs(String character) throws IOException, InterruptedException {
        assumeTrue(ALL || IN_EACH_BUILD.contains(character), "run with -Dliars=all");
        for (Member member : honest) {
            network.start(member);
        }
        for (Member member : honest) {
            network.awaitAnswer(member);
        }
        network.startLying(network.member(DAVE), character);
    }

    @ParameterizedTest
    @ValueSource(strings = {"equivocate", "nullify-and-finalize"})
    void whoContradictsItselfIsProvenPunishedOnceAndOutOfTheNextSet(String character) throws Exception {
        startWithDaveAs(character);
        for (Member member : honest) {
            Await.until(
                    member.name() + " to see dave's penalty",
                    network::toString,
                    () -> penalties(member).size() >= 1);
            JsonNode penalty = penalties(member).get(0);
            assertThat(penalty.path("name").asText()).isEqualTo("dave");
            assertThat(penalty.path("reason").asText()).isEqualTo("Equivocation");
            assertThat(network.process(member).out()).contains("dave").contains("Equivocation");
        }
        for (Member member : honest) {
            awaitAnEpochWithoutDave(member);
            // Once a validator and epoch, and it is out from the next epoch on: there can be no more than one for each
            // epoch that it was in.
            assertThat(penalties(member).size()).isBetween(1, 2);
        }
        assertThatTheHonestGoOn();
    }

    /** Once for each round; it may be let in again, and is not as long as it does not ask. */
    @ParameterizedTest
    @ValueSource(strings = {"over-limit", "bad-transaction"})
    void whoseProposalProvesItselfInvalidIsPunishedOnceForEachAndOutOfTheNextSet(String character) throws Exception {
        startWithDaveAs(character);
        for (Member member : honest) {
            awaitAnEpochWithoutDave(member);
            Set<String> rounds = new HashSet<>();
            for (JsonNode penalty : penalties(member)) {
                assertThat(penalty.path("name").asText()).isEqualTo("dave");
                assertThat(penalty.path("reason").asText()).isEqualTo("InvalidProposal");
                assertThat(rounds.add(penalty.path("epoch") + "/" + penalty.path("view")))
                        .as("punished once in %s", penalty)
                        .isTrue();
            }
            assertThat(rounds).isNotEmpty();
        }
        assertThatTheHonestGoOn();
    }

    private void awaitAnEpochWithoutDave(Member member) throws InterruptedException {
        Await.until(
                member.name() + " to be in an epoch without dave",
                network::toString,
                () -> network.client(member)
                                .result("consensus.validators", Map.of())
                                .path("validators")
                                .size()
                        == 3);
    }

    private JsonNode penalties(Member member) throws InterruptedException {
        return network.client(member).result("consensus.evidence", Map.of()).path("penalties");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forge-certificates", "frame", "forge-evidence"})
    void whoSendsWhatNobodySignedIsBannedAndFinalityGoesOn(String character) throws Exception {
        startWithDaveAs(character);
        for (Member member : honest) {
            Await.until(
                    member.name() + " to ban dave",
                    network::toString,
                    () -> metric(member, "peer_bans_total{reason=\"invalid_") >= 1);
        }
        assertThatTheHonestGoOn();
        assertThatNobodyIsAccused();
    }

    @ParameterizedTest
    @CsvSource({"flood, flood", "push, unrequested", "repeat, replay"})
    void whoFloodsOrRepeatsOrSendsWhatNobodyAskedForIsBannedAndFinalityGoesOn(String character, String reason)
            throws Exception {
        startWithDaveAs(character);
        for (Member member : honest) {
            Await.until(
                    member.name() + " to ban dave",
                    network::toString,
                    () -> metric(member, "peer_bans_total{reason=\"" + reason + "\"}") >= 1);
        }
        assertThatTheHonestGoOn();
        assertThatNobodyIsAccused();
        for (Member member : honest) {
            assertThat(metric(member, "peer_bans_total"))
                    .as("dave, once or again, and nobody else")
                    .isBetween(1.0, 2.0);
        }
    }

    /**
     * network.md, Defence: some repeating is no fault. This liar sends each peer 20 a second, in the end old ones; among
     * them are blocks, for which it may be banned by then, since nobody asked for them.
     */
    @Test
    void whoRepeatsLittleDoesNoHarmAndIsNotBannedForThat() throws Exception {
        whoRepeatsOrBoastsDoesNoHarm("replay");
        for (Member member : honest) {
            assertThat(metric(member, "peer_bans_total")).as(member.name()).isZero();
        }
        for (Member member : honest) {
            network.awaitEpoch(member, 4); // what it heard first is old by then
            assertThat(metric(member, "peer_bans_total{reason=\"replay\"}"))
                    .as(member.name())
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "brag")
    void whoRepeatsOrBoastsDoesNoHarm(String character) throws Exception {
        startWithDaveAs(character);
        Await.until(
                "dave to be connected",
                network::toString,
                () -> network.process(network.member(DAVE)).out().contains("connected to charlie"));
        assertThatTheHonestGoOn();
        assertThatNobodyIsAccused();
    }

    private void assertThatTheHonestGoOn() throws InterruptedException {
        long height = 0;
        for (Member member : honest) {
            height = Math.max(height, network.height(member));
        }
        for (Member member : honest) {
            network.awaitHeight(member, height + 5);
            assertThat(network.process(member).isAlive()).isTrue();
        }
        network.assertSameChain(height + 5, honest);
    }

    private void assertThatNobodyIsAccused() throws InterruptedException {
        for (Member member : honest) {
            assertThat(metric(member, "byzantine_nodes_detected_total"))
                    .as(network.toString())
                    .isZero();
        }
    }

    /** The sum of the metric's samples that begin so. */
    private double metric(Member member, String prefix) throws InterruptedException {
        try {
            return scrapers.computeIfAbsent(member, one -> new Rpc(one.metrics()))
                    .get("/metrics")
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(member.name() + " serves no metrics: " + e, e);
        }
    }
}
