package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that shows it all, as somebody starts it and ends it. */
class DevnetTest {
    private static final Pattern CHILD = Pattern.compile("(?m)^  (\\S+) +process (\\d+), RPC ");
    private static final Pattern RPC = Pattern.compile(", RPC (http://\\S+), ");
    private static final int TERMINATED = 143;

    @TempDir
    private Path directory = Path.of("");

    private NodeProcess start(String... more) throws IOException {
        List<String> words = new ArrayList<>(List.of("devnet"));
        words.addAll(List.of(more));
        return NodeProcess.start(directory, "devnet", words);
    }

    /** The process ids of the validators that it says it has started. */
    private static List<Long> children(NodeProcess devnet) {
        List<Long> pids = new ArrayList<>();
        Matcher matcher = CHILD.matcher(devnet.out());
        while (matcher.find()) {
            pids.add(Long.parseLong(matcher.group(2)));
        }
        return pids;
    }

    /** Of the first of them. */
    private static String rpc(NodeProcess devnet) {
        Matcher matcher = RPC.matcher(devnet.out());
        assertThat(matcher.find()).as(devnet.toString()).isTrue();
        return matcher.group(1);
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    @Test
    void theExampleIsDecidedOnAllThreeAndThenAllEnd() throws Exception {
        try (NodeProcess devnet = start("--exit-after-demo")) {
            assertThat(devnet.awaitEnd()).as(devnet.toString()).isZero();

            assertThat(children(devnet)).hasSize(3).noneMatch(DevnetTest::lives);
            assertThat(devnet.out())
                    .containsSubsequence(
                            "Starting 3 validators",
                            "painter-1 votes blue",
                            "decided: \"blue\"",
                            "refused: ",
                            "alice     says: blue, decided in block ",
                            "bob       says: blue, decided in block ",
                            "charlie   says: blue, decided in block ",
                            "Final on all 3",
                            "All validators have stopped.")
                    .doesNotContain("Exception");
            assertThat(devnet.err()).isEmpty();
        }
    }

    /** By SIGTERM: what runs in the background may have to ignore Ctrl-C, which is answered in the same way. */
    @Test
    void askedToStopItEndsAllOfThem() throws Exception {
        try (NodeProcess devnet = start(
                "--validators", "4", "--base-path", directory.resolve("kept").toString())) {
            Await.until("the live view", devnet::toString, () -> {
                assertThat(devnet.isAlive()).as(devnet.toString()).isTrue();
                return devnet.out().contains("  dave: height ");
            });
            List<Long> children = children(devnet);
            assertThat(children).hasSize(4).allMatch(DevnetTest::lives);

            try (NodeProcess status = NodeProcess.start(directory, "status", List.of("status", "--rpc", rpc(devnet)))) {
                assertThat(status.awaitEnd()).as(status.toString()).isZero();
                assertThat(status.out())
                        .containsSubsequence(
                                "node        alice at ",
                                "chain       local4, id ",
                                " final",
                                "consensus   epoch ",
                                "validators  power ",
                                "  alice ",
                                "  dave ",
                                "peers       3");
            }

            devnet.requestStop();

            assertThat(devnet.awaitEnd()).as(devnet.toString()).isEqualTo(TERMINATED);
            assertThat(children).noneMatch(DevnetTest::lives);
            assertThat(devnet.out()).contains("All validators have stopped; data and logs are in ");
            assertThat(directory.resolve("kept").resolve("alice")).isDirectory();
        }
    }

    @Test
    void killedItLeavesNobodyBehind() throws Exception {
        try (NodeProcess devnet = start("--base-path", directory.resolve("kept").toString())) {
            Await.until(
                    "three validators", devnet::toString, () -> children(devnet).size() == 3);
            List<Long> children = children(devnet);

            devnet.kill();

            Await.until(
                    "the validators to end",
                    () -> "" + children,
                    () -> children.stream().noneMatch(DevnetTest::lives));
        }
    }
}
