package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static io.quorate.crypto.keystore.DevelopmentKeys.DAVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard in a real browser, on real nodes (operations.md, Dashboard). */
class DashboardTest {
    @Test
    void itShowsTheNetworkLive(@TempDir Path directory) throws Exception {
        BrowserScript.install(directory);
        try (Network network = new Network(directory, "local4", ALICE, BOB, CHARLIE, DAVE)) {
            Member alice = network.member(ALICE);
            Member bob = network.member(BOB);
            Member charlie = network.member(CHARLIE);
            Member dave = network.member(DAVE);
            for (Member member : List.of(alice, bob, charlie)) {
                network.start(member);
            }
            for (Member member : List.of(alice, bob, charlie)) {
                network.awaitAnswer(member);
            }
            network.startLying(dave, "equivocate");
            try (BrowserScript script = BrowserScript.start(directory, "network.js", alice)) {
                script.awaitPlea("vote");
                Rpc client = network.client(bob);
                for (String instance : List.of("one", "two", "three")) {
                    client.result("system.register", Map.of("instanceId", instance));
                }
                vote(client, "one", "<img src=x onerror=\"window.hit=1\">", "<script>window.hit=1</script>");
                vote(client, "one", "lunch", "soup");
                script.done();
                script.awaitPlea("decide");
                vote(client, "two", "lunch", "soup");
                script.done();
                script.awaitPlea("stop all others");
                for (Member member : List.of(bob, charlie, dave)) {
                    network.process(member).kill();
                }
                script.done();
                script.awaitPlea("stop the node");
                network.process(alice).kill();
                script.done();
                script.awaitPlea("start the node");
                network.start(alice);
                script.done();
                script.awaitSuccess();
            }
        }
    }

    private static void vote(Rpc client, String instance, String decision, String value) throws InterruptedException {
        client.result(
                "system.quorum.vote",
                Map.of("instanceId", instance, "decision", decision, "value", value, "totalInstances", 3));
    }

    @Test
    void whatItRemembersIsBoundedAndSaidRight(@TempDir Path directory) throws Exception {
        BrowserScript.runWithoutBrowser(directory, "history.test.mjs", List.of("history.js", "format.js"));
    }

    @Test
    void itAsksForTheTokenAndKeepsItToItsTab(@TempDir Path directory) throws Exception {
        BrowserScript.install(directory);
        Path token = directory.resolve("token");
        try (DevNode node = DevNode.start(directory, "--rpc-token-file", token.toString())) {
            String secret = Files.readString(token).strip();
            try (BrowserScript script = BrowserScript.start(directory, "token.js", node.member(), secret)) {
                script.awaitSuccess();
            }
            assertThat(node.process().out()).doesNotContain(secret);
        }
    }
}
