package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An operator who votes, as docs/voting.md tells it: the page's commands and the command line's promises. */
@TestInstance(Lifecycle.PER_CLASS)
class VotingTest {
    private @Nullable DevNode node;
    private String url = "";
    private Shell shell = new Shell(Path.of(""), Path.of(""));

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        shell = Shell.in(directory);
        DevNode started = DevNode.start(directory).atHeight(1);
        node = started;
        url = started.client().url().toString();
    }

    @AfterAll
    void stop() {
        if (node != null) {
            node.close();
        }
    }

    private Programs.Ran run(String lines) throws Exception {
        return shell.run("NODE=" + url + "\n" + lines);
    }

    private String succeeds(String lines) throws Exception {
        Programs.Ran ran = run(lines);
        assertThat(ran.status()).as("%s: %s", lines, ran).isZero();
        assertThat(ran.err()).as(lines).isEmpty();
        return ran.out();
    }

    private String fails(String lines) throws Exception {
        Programs.Ran ran = run(lines);
        assertThat(ran.status()).as("%s: %s", lines, ran).isEqualTo(1);
        assertThat(ran.err().lines()).as(lines).hasSize(1);
        return ran.err();
    }

    /** Only the address of the node is another. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theCommandsOfThePageWorkAsWritten() throws Exception {
        Document page = Document.of("voting.md");
        List<String> blocks = page.blocks("sh");
        assertThat(blocks.get(0)).isEqualTo("quorate --chain dev --tmp &\nNODE=http://127.0.0.1:9944\n");
        assertThat(blocks).hasSize(8);
        List<String> refused = page.blocks("sh refused");
        assertThat(refused).hasSize(1);

        succeeds(blocks.get(1));
        assertThat(succeeds(blocks.get(2))).contains("decided: \"soup\"", "DECIDED: \"soup\"", "tally      \"soup\" 2");
        assertThat(succeeds(blocks.get(3)))
                .contains("3 listed: ann, ben, cleo", "supermajority: weight 2 of 3", "OPEN", "\"yes\" 1, \"no\" 1");
        assertThat(succeeds(blocks.get(4))).contains("commitment 1 on \"chair\"", "commitment 2 on \"chair\"");
        assertThat(fails(refused.get(0))).contains("TOO_EARLY").contains("nothing was sent");
        assertThat(succeeds(blocks.get(5)))
                .contains("decided: \"red\"", "DECIDED: \"red\"", "tally      \"red\" 2", "revealed");
        Programs.Ran late = run(blocks.get(6)); // its last command is refused by now, and says so
        assertThat(late.status()).as(late.toString()).isZero();
        assertThat(late.out()).contains("registered dora").endsWith("the commits of chair are over\n");
        assertThat(late.err().lines()).as(late.toString()).hasSize(1);
        assertThat(succeeds(blocks.get(7))).contains("final in block", "DECIDED: \"blue\"");
        theBallotsAreTheirOwnersAlone();
    }

    private void theBallotsAreTheirOwnersAlone() throws IOException {
        Path ballots = shell.directory().resolve(".local/share/quorate/ballots");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ballots)))
                .isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(ballots)) {
            List<Path> kept = files.toList();
            assertThat(kept).hasSize(2);
            for (Path file : kept) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aCommitmentIsRepeatedButNeverChangedAndItsNonceNeverShown() throws Exception {
        succeeds("quorate register kept --rpc $NODE");
        succeeds("quorate open sealed --secret --total-instances 2 --commits-until 30m --reveals-until 1h --rpc $NODE");
        String commit = "quorate commit --instance kept --decision sealed --ballots mine --rpc $NODE --json --value ";
        String out = succeeds(commit + "red");
        Path file;
        try (Stream<Path> files = Files.list(shell.directory().resolve("mine"))) {
            file = files.findFirst().orElseThrow();
        }
        JsonNode kept = Rpc.JSON.readTree(Files.readString(file));
        assertThat(kept.path("value").asText()).isEqualTo("red");
        assertThat(kept.path("nonce").asText()).hasSize(64);
        assertThat(out).doesNotContain(kept.path("nonce").asText()).doesNotContain("\"red\"");
        assertThat(Rpc.JSON.readTree(out).path("decision").path("commitCount").asInt())
                .isEqualTo(1);

        // The same again is the same commitment, which is on the chain.
        assertThat(fails(commit + "red")).contains("ALREADY_VOTED");
        assertThat(fails(commit + "blue")).contains("another value").contains("never changed");
        assertThat(Rpc.JSON.readTree(Files.readString(file))).isEqualTo(kept);

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(fails("quorate reveal --instance kept --decision sealed --ballots mine --rpc $NODE"))
                .contains("open to others");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(fails("quorate reveal --instance kept --decision sealed --ballots mine --rpc $NODE"))
                .contains("TOO_EARLY")
                .contains(" min ");
        assertThat(fails("quorate reveal --instance kept --decision sealed --ballots elsewhere --rpc $NODE"))
                .contains("without its nonce");
    }

    /** Signed here: the node never sees the key. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aSecretBallotIsOpenedCastAndRevealedWithAKeyOfOnesOwn() throws Exception {
        String own = " --key own/keystore/own.json --rpc $NODE";
        succeeds("quorate key generate --purpose instance --name own --base-path own --no-passphrase");
        succeeds("quorate register owned" + own);
        succeeds("quorate register tardy" + own);
        succeeds("quorate open vault --secret --total-instances 1 --commits-until 30s --reveals-until 10m" + own);
        String ballot = " --instance owned --decision vault --ballots ";
        assertThat(succeeds("quorate commit --value gold" + ballot + "kept" + own))
                .contains("commitment 1 on \"vault\"");
        succeeds("quorate open brief --secret --total-instances 2 --commits-until 30s --reveals-until 31s" + own);
        String brief = " --instance owned --decision brief --ballots briefs" + own;
        succeeds("quorate commit --value gold" + brief);
        succeeds("cp -rp kept forged; sed -i s/gold/lead/ forged/*; sleep 32");

        assertThat(fails("quorate reveal" + brief)).contains("DECISION_CLOSED");
        assertThat(fails("quorate commit --instance tardy --decision vault --value gold --ballots late" + own))
                .contains("TOO_LATE");
        // Another value than the one that was committed to is no reveal.
        assertThat(fails("quorate reveal" + ballot + "forged" + own)).contains("INVALID_REVEAL");
        assertThat(succeeds("quorate reveal" + ballot + "kept" + own)).contains("decided: \"gold\"");
    }

    /** On a terminal, and nowhere else, the value is asked for; it is not shown there either. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void onATerminalTheValueIsAskedForAndNotShown() throws Exception {
        Programs.orSkip("script", "apt-get install bsdutils");
        succeeds("quorate register asked --rpc $NODE");
        succeeds("quorate open hidden --secret --total-instances 2 --commits-until 30m --reveals-until 1h --rpc $NODE");
        String commit = "quorate commit --instance asked --decision hidden --ballots asked --rpc $NODE";

        Programs.Ran unasked = run(commit);
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err().lines()).hasSize(1);
        assertThat(unasked.err()).contains("--value-file");

        // What is typed before the prompt is there would be echoed by the terminal itself.
        String shown = succeeds("""
                mkfifo keys
                touch shown.txt
                script -qefc "COMMIT" shown.txt <keys >/dev/null &
                exec 3>keys
                until grep -q 'not shown' shown.txt; do sleep 0.1; done
                echo aubergine >&3
                wait $!
                cat shown.txt
                """.replace("COMMIT", commit));

        assertThat(shown).contains("Value, which is not shown: ").contains("commitment 1 on \"hidden\"");
        assertThat(shown).contains("reveal it after ").contains("quorate reveal --instance asked --decision hidden");
        assertThat(shown).doesNotContain("aubergine");
        try (Stream<Path> files = Files.list(shell.directory().resolve("asked"))) {
            Path file = files.findFirst().orElseThrow();
            assertThat(Rpc.JSON.readTree(Files.readString(file)).path("value").asText())
                    .isEqualTo("aubergine");
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void wrongUsesAreToldInOneLine() throws Exception {
        assertThat(fails("quorate decision nowhere --rpc $NODE")).contains("no decision \"nowhere\"");
        assertThat(fails("quorate commit --instance a --decision nowhere --value x --rpc $NODE"))
                .contains("no decision");
        Programs.Ran ran = run("quorate open x --secret --rpc $NODE");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("go together");
        ran = run("quorate open x --until soon --rpc $NODE");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("2030-01-01T12:00:00Z");
        ran = run("echo '{\"operation\":\"fly\"}' | quorate send - --rpc $NODE");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("fly").contains("castVote");
    }
}
