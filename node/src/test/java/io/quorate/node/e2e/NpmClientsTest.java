package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON-RPC and WebSocket clients from npm, of pinned versions, against a real node. */
class NpmClientsTest {
    private static final Path SOURCES = Path.of("src", "test", "npm");

    @Test
    void clientsThatNobodyHereWroteWork(@TempDir Path directory) throws Exception {
        Path script = Programs.orFailInCi("node", "apt-get install nodejs");
        Programs.npm(SOURCES, directory, "package.json", "package-lock.json", "clients.js");

        try (DevNode node = DevNode.start(directory).atHeight(1)) {
            Programs.Ran ran = Programs.run(
                    directory,
                    "",
                    List.of(
                            script.toString(),
                            directory.resolve("clients.js").toString(),
                            node.client().url().toString()));
            assertThat(ran.status()).as(ran.toString()).isZero();
            assertThat(node.process().err()).isEmpty();
        }
    }
}
