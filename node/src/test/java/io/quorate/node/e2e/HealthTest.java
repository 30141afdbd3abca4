package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operating.md, HTTP: what a load balancer, an orchestrator and the image's own check ask. */
class HealthTest {
    @TempDir
    private Path directory = Path.of("");

    private static Rpc.Answer get(Member member, String path) throws InterruptedException {
        try {
            return member.client().get(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(Network network, Member member, String path, int status) throws InterruptedException {
        Await.until(
                path + " of " + member.name() + " to be " + status,
                network::toString,
                () -> get(member, path).status() == status);
    }

    @Test
    void aNodeWithoutAQuorumIsUnhealthyAndSaysWhomItMisses() throws Exception {
        try (Network network = new Network(directory, "local", ALICE, BOB, CHARLIE)) {
            Member alice = network.member(ALICE);
            Member bob = network.member(BOB);
            network.start(alice);
            network.start(bob);
            network.awaitAnswer(alice);
            network.awaitAnswer(bob);
            await(network, alice, "/health", 200);
            await(network, alice, "/ready", 200);

            network.process(bob).kill();
            await(network, alice, "/health", 503);

            JsonNode report = get(alice, "/health").json();
            assertThat(report.path("healthy").asBoolean(true)).isFalse();
            assertThat(report.path("reason").asText())
                    .contains("no block became final for", "bob", "charlie", "not connected: bob, charlie")
                    .doesNotContain("validator 1", "validators [");
            assertThat(get(alice, "/ready").status()).isEqualTo(503);
            assertThat(network.process(alice).out()).contains("not connected: bob, charlie");

            network.start(bob);
            await(network, alice, "/health", 200);
        }
    }
}
