package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON-RPC and WebSocket clients from npm, of pinned versions, against a real node. */
class NpmClientsTest {
    private static final Path SOURCES = Path.of("src", "test", "npm");

    @Test
    void clientsThatNobodyHereWroteWork(@TempDir Path directory) throws Exception {
        Path npm = Programs.orFailInCi("npm", "apt-get install nodejs npm");
        Path script = Programs.orFailInCi("node", "apt-get install nodejs");
        for (String file : List.of("package.json", "package-lock.json", "clients.js")) {
            Files.copy(SOURCES.resolve(file), directory.resolve(file));
        }
        Programs.Ran installed = Programs.run(
                directory,
                "",
                List.of(
                        npm.toString(),
                        "--prefix",
                        directory.toString(),
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund"));
        assertThat(installed.status()).as(installed.toString()).isZero();

        Member alice = Member.of(ALICE);
        List<String> words = List.of(
                "--chain",
                "dev",
                "--tmp",
                "--exit-with-parent",
                "--port",
                "" + alice.peers(),
                "--rpc-port",
                "" + alice.rpc());
        try (NodeProcess process = NodeProcess.start(directory, "dev", words)) {
            Await.until("a final block", process::toString, () -> {
                assertThat(process.isAlive()).as(process.toString()).isTrue();
                try {
                    return alice.client().answer("chain.head", Map.of()).has("result");
                } catch (IOException e) {
                    return false;
                }
            });
            Programs.Ran ran = Programs.run(
                    directory,
                    "",
                    List.of(
                            script.toString(),
                            directory.resolve("clients.js").toString(),
                            alice.client().url().toString()));
            assertThat(ran.status()).as(ran.toString()).isZero();
            assertThat(process.err()).isEmpty();
        }
    }
}
