package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.p2p.PeerIds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/**
 * What stops an operator's node: one line that names the thing and the fix, no trace, and the documented exit status (2
 * for what was asked, 1 for what could not be done). Alice runs all the while, as what others run into.
 */
@TestInstance(Lifecycle.PER_CLASS)
class OperatorErrorsTest {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** Of a journal: after the header, and with more sectors behind it. */
    private static final int FIRST_SECTOR = 4_096;

    private Path directory = Path.of("");
    private Network network = new Network(directory, "local");
    private Member alice = Member.of(ALICE);
    private int runs;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        directory = shared;
        network = new Network(shared, "local", ALICE, BOB);
        alice = network.member(ALICE);
        network.start(alice);
        network.awaitAnswer(alice);
    }

    @AfterAll
    void stop() {
        network.close();
    }

    /** How a command line ended, and its one line. */
    private record Failure(int status, String line) {}

    private Failure fail(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--exit-with-parent");
        try (NodeProcess process = NodeProcess.start(directory, "failing-" + runs++, all)) {
            int status = process.awaitEnd();
            assertThat(process.err().lines()).as(process.toString()).hasSize(1);
            assertThat(process.err()).startsWith("quorate: ").doesNotContain("Exception");
            assertThat(process.out()).doesNotContain("Exception", "\tat ");
            // What it ran into is none the worse.
            assertThat(network.height(alice)).isNotNegative();
            return new Failure(status, process.err().strip());
        }
    }

    /** A node with nothing wrong but what is added: its own base path, and ports that are free. */
    private Failure failWith(String basePath, String... more) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("--bob", "--validator", "--base-path", basePath));
        if (!List.of(more).contains("--chain")) {
            words.addAll(List.of("--chain", "local"));
        }
        for (String option : List.of("--port", "--rpc-port", "--prometheus-port")) {
            if (!List.of(more).contains(option)) {
                words.addAll(List.of(option, String.valueOf(Ports.free())));
            }
        }
        words.addAll(List.of("--listen-addr", "127.0.0.1"));
        words.addAll(List.of(more));
        return fail(words.toArray(new String[0]));
    }

    private String fresh() {
        return directory.resolve("base-" + runs).toString();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --chain local --prot 30333             | unknown option --prot; did you mean --port?
            --alice --bob --chain local            | --alice and --bob contradict each other: a node is one of them
            --chain local --tmp --base-path x      | --base-path and --tmp contradict each other: give one of them
            --chain locl                           | there is no chain "locl"; did you mean "local"?
            --chain local --port 99999             | --port: "99999" is not a port: give a number from 0 to 65535
            --chain local --bootnodes localhost:30 | --bootnodes
            --chain local --bootnodes /ip4/127.0.0.1/tcp/30333 | lacks its peer id: add /p2p/PEER_ID at the end
            """)
    void whatIsAskedWronglyIsAUsageError(String words, String said) throws Exception {
        Failure failure = fail(words.split(" "));

        assertThat(failure.line()).contains(said);
        assertThat(failure.status()).isEqualTo(USAGE);
    }

    @Test
    void anUnknownConfigKeyIsNamedWithTheNearestRightOne() throws Exception {
        Path config = Files.writeString(directory.resolve("node.toml"), "rpc-prot = 9944\n");

        Failure failure = fail("--chain", "local", "--config", config.toString());

        assertThat(failure.line()).contains("node.toml").contains("rpc-prot").contains("rpc-port");
        assertThat(failure.status()).isEqualTo(USAGE);
    }

    @ParameterizedTest
    @CsvSource({"--port", "--rpc-port", "--prometheus-port"})
    void aTakenPortIsNamedWithTheOptionThatChoosesAnother(String option) throws Exception {
        int taken =
                option.equals("--port") ? alice.peers() : option.equals("--rpc-port") ? alice.rpc() : alice.metrics();

        Failure failure = failWith(fresh(), option, String.valueOf(taken));

        assertThat(failure.line()).contains("port " + taken + " is taken").contains("choose another with " + option);
        assertThat(failure.status()).isEqualTo(FAILED);
    }

    @Test
    void aBasePathBelowAFileIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("a-file"), "not a directory");

        for (Path path : List.of(file, file.resolve("below"))) {
            Failure failure = failWith(path.toString());

            assertThat(failure.line()).contains(file.toString()).contains("--base-path");
            assertThat(failure.status()).isEqualTo(FAILED);
        }
    }

    /** Nobody may write there, not even root. */
    @Test
    void aBasePathThatCannotBeWrittenIsNamed() throws Exception {
        for (String path : List.of("/proc/quorate", "/proc")) {
            Failure failure = failWith(path);

            assertThat(failure.line()).contains(path).contains("--base-path");
            assertThat(failure.status()).isEqualTo(FAILED);
        }
    }

    @Test
    void aBasePathInUseIsNamedWithTheProcessThatUsesIt() throws Exception {
        Failure failure = failWith(directory.resolve("alice").toString());

        assertThat(failure.line())
                .contains(directory.resolve("alice") + " is in use by another process")
                .contains("pid " + network.process(alice).pid())
                .contains("choose another --base-path");
        assertThat(failure.status()).isEqualTo(FAILED);
    }

    /** A chain of one, so that it needs nobody to have voted, stopped cleanly; returns its base path. */
    private Path usedBasePath(String name) throws Exception {
        Member alone = Member.of(ALICE);
        Path basePath = directory.resolve(name);
        List<String> words = new ArrayList<>(alone.words("dev", basePath.toString()));
        words.addAll(List.of("--prometheus-port", String.valueOf(alone.metrics())));
        try (NodeProcess process = NodeProcess.start(directory, name, words)) {
            Await.until("votes", process::toString, () -> process.out().contains("finalized 2"));
            process.requestStop();
            assertThat(process.awaitEnd()).as(process.toString()).isZero();
        }
        return basePath;
    }

    @Test
    void theDataOfAnotherChainIsNamedWithBoth() throws Exception {
        Path basePath = usedBasePath("of-dev");

        Failure failure = failWith(basePath.toString(), "--chain", "local");

        assertThat(failure.line())
                .contains(basePath.toString())
                .contains("chain")
                .contains("--base-path");
        assertThat(failure.status()).isEqualTo(FAILED);
    }

    @Test
    void aCorruptedJournalIsNamedAndWhyItMatters() throws Exception {
        Path basePath = usedBasePath("corrupted");
        Path journal = basePath.resolve("journal").resolve("current");
        try (RandomAccessFile file = new RandomAccessFile(journal.toFile(), "rw")) {
            file.seek(FIRST_SECTOR + 40);
            int bits = file.read();
            file.seek(FIRST_SECTOR + 40);
            file.write(bits ^ 1);
        }

        Failure damaged = failWith(basePath.toString(), "--chain", "dev");
        Files.delete(journal);
        Failure missing = failWith(basePath.toString(), "--chain", "dev");

        assertThat(damaged.line()).contains(journal.toString()).contains("is damaged");
        assertThat(missing.line()).contains(journal.toString()).contains("is missing");
        assertThat(List.of(damaged, missing)).allSatisfy(failure -> {
            assertThat(failure.line()).contains("signing without it could contradict earlier votes");
            assertThat(failure.status()).isEqualTo(FAILED);
        });
    }

    /** Not the end of a node: the address may be right tomorrow, and there may be others. But the log says it at once. */
    @Test
    void aWrongBootnodeIdIsSaidWithTheExpectedAndTheFound() throws Exception {
        Member bob = Member.of(BOB);
        String wrong = "/ip4/127.0.0.1/tcp/" + alice.peers() + "/p2p/" + peerId(CHARLIE);
        try (NodeProcess process = startWith(bob, "local", wrong)) {
            Await.until(
                    "a word about the bootnode",
                    process::toString,
                    () -> process.out().contains("no connection with"));

            String line = line(process, "no connection with");
            assertThat(line)
                    .contains("WARN")
                    .contains(wrong)
                    .contains("expected peer " + peerId(CHARLIE))
                    .contains("found " + peerId(ALICE))
                    .contains("correct its /p2p/ part");
            Await.until("an answer", process::toString, () -> answers(bob));
            assertThat(process.isAlive()).isTrue();
            assertThat(process.err()).isEmpty();
        }
    }

    @Test
    void aBootnodeOfAnotherGenesisIsSaidByBothSides() throws Exception {
        Member bob = Member.of(BOB);
        try (NodeProcess process = startWith(bob, "local4", alice.address())) {
            Await.until(
                    "a word about the chains",
                    process::toString,
                    () -> process.out().contains("these are different chains"));
            Await.until(
                    "the other's word",
                    network::toString,
                    () -> network.process(alice).out().contains("these are different chains"));

            assertThat(line(process, "these are different chains"))
                    .contains("WARN")
                    .contains("genesis");
            assertThat(process.isAlive()).isTrue();
        }
    }

    private NodeProcess startWith(Member member, String chain, String bootnode) throws IOException {
        List<String> words = new ArrayList<>(member.words(chain, fresh()));
        words.addAll(List.of("--prometheus-port", String.valueOf(member.metrics()), "--bootnodes", bootnode));
        return NodeProcess.start(directory, "running-" + runs++, words);
    }

    private static boolean answers(Member member) throws InterruptedException {
        try {
            return member.client().answer("chain.head", Map.of()).has("result");
        } catch (IOException e) {
            return false;
        }
    }

    private static String peerId(DevelopmentKeys keys) {
        return PeerIds.of(keys.node().publicKey()).toString();
    }

    private static String line(NodeProcess process, String part) {
        return process.out()
                .lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow();
    }
}
