package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** network.md, Discovery: a restart needs no bootnode. The command lines are the documented ones, word for word. */
class RestartTest {
    @TempDir
    private Path directory = Path.of("");

    private Network network = new Network(directory, "local");
    private Member alice = Member.of(ALICE);
    private Member bob = Member.of(BOB);
    private Member charlie = Member.of(CHARLIE);

    @BeforeEach
    void start() throws Exception {
        network = new Network(directory, "local", ALICE, BOB, CHARLIE);
        alice = network.member(ALICE);
        bob = network.member(BOB);
        charlie = network.member(CHARLIE);
        for (Member member : network.members()) {
            network.start(member, List.of());
        }
        for (Member member : network.members()) {
            network.awaitAnswer(member);
        }
        network.awaitAllConnected();
    }

    @AfterEach
    void close() {
        network.close();
    }

    private void stop(Member member) throws InterruptedException {
        network.process(member).requestStop();
        assertThat(network.process(member).awaitEnd()).as(network.toString()).isZero();
    }

    private void restart(Member... members) throws Exception {
        for (Member member : members) {
            network.start(member, List.of());
        }
        for (Member member : members) {
            network.awaitAnswer(member);
        }
    }

    @Test
    void theBootnodeThatComesBackFindsTheOthers() throws Exception {
        stop(alice);
        restart(alice);

        network.awaitAllConnected();
        network.awaitHeight(alice, network.height(bob) + 2);
    }

    @Test
    void whoKnewTheBootnodeAloneFindsTheOtherWhileThatStaysDown() throws Exception {
        for (Member member : network.members()) {
            stop(member);
        }
        restart(bob, charlie);

        long height = network.height(bob);
        network.awaitHeight(bob, height + 3);
        network.awaitHeight(charlie, height + 3);
        JsonNode peers = network.client(bob).result("net.peers", Map.of());
        assertThat(peers.toString()).contains("charlie");
    }

    @Test
    void aDamagedFileIsAWarningAndTheBootnodeHelps() throws Exception {
        stop(charlie);
        Path file = directory.resolve("charlie").resolve("net").resolve("peers");
        Files.writeString(file, "nonsense");
        restart(charlie);

        network.awaitAllConnected();
        assertThat(network.process(charlie)
                        .out()
                        .lines()
                        .filter(line -> line.contains("WARN") && line.contains(file + " is damaged")))
                .hasSize(1);
    }
}
