package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operating.md, Command line: {@code SIGHUP} reloads log levels and reserved peers. */
class ReloadTest {
    @TempDir
    private Path directory = Path.of("");

    private Path config = directory;

    private void hangUp(NodeProcess process) throws IOException, InterruptedException {
        Programs.Ran kill = Programs.run(directory, "", List.of("/bin/sh", "-c", "kill -HUP " + process.pid()));
        assertThat(kill.status()).as(kill.toString()).isZero();
    }

    private void write(String text) throws IOException {
        Files.writeString(config, text);
    }

    private static void awaitLine(NodeProcess process, String part) throws InterruptedException {
        Await.until("the line: " + part, process::toString, () -> {
            assertThat(process.isAlive()).as(process.toString()).isTrue();
            return process.out().contains(part);
        });
    }

    private static long lines(NodeProcess process, String part) {
        return process.out().lines().filter(line -> line.contains(part)).count();
    }

    @Test
    void logLevelsAndReservedNodesAreReadAgain() throws Exception {
        config = directory.resolve("node.toml");
        write("log = [\"info\"]\n");
        try (Network network = new Network(directory, "local", ALICE, BOB)) {
            Member alice = network.member(ALICE);
            Member bob = network.member(BOB);
            List<String> more = List.of(
                    "--config",
                    config.toString(),
                    "--listen-addr",
                    "127.0.0.1",
                    "--prometheus-port",
                    String.valueOf(alice.metrics()));
            network.start(alice, more);
            network.awaitAnswer(alice);
            NodeProcess process = network.process(alice);

            write("log = [\"info\", \"consensus=debug\"]\nreserved-nodes = [\"" + bob.address() + "\"]\n");
            hangUp(process);
            awaitLine(process, "read the settings again: log level info and {consensus=debug}, 1 reserved nodes");
            assertThat(process.out()).doesNotContain("DEBUG");
            network.start(bob);
            awaitLine(process, "DEBUG consensus");
            assertThat(isBannedOnRequest(alice, bob)).as("reserved, so never").isFalse();

            for (String wrong :
                    List.of("log = [\"loud\"]\n", "no-such-key = 1\n", "log = [", "reserved-nodes = [\"x\"]\n")) {
                long before = lines(process, "the settings stay as they are");
                write(wrong);
                hangUp(process);
                Await.until("a word about " + wrong, process::toString, () -> {
                    return lines(process, "the settings stay as they are") == before + 1;
                });
            }
            Files.delete(config);
            hangUp(process);
            awaitLine(process, "there is no configuration file");
            assertThat(isBannedOnRequest(alice, bob)).as("reserved still").isFalse();

            write("log = [\"info\"]\n");
            hangUp(process);
            awaitLine(process, "read the settings again: log level info, 0 reserved nodes");
            assertThat(isBannedOnRequest(alice, bob)).as("reserved no longer").isTrue();
            assertThat(process.err()).isEmpty();
        }
    }

    private static boolean isBannedOnRequest(Member member, Member peer) throws InterruptedException {
        JsonNode answer = member.client().result("net.ban", Map.of("peer", id(peer), "seconds", 1));
        return answer.path("banned").asBoolean();
    }

    private static String id(Member member) {
        String address = member.address();
        return address.substring(address.lastIndexOf('/') + 1);
    }
}
