package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.keystore.DevelopmentKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The documented command lines, as anybody types them in three terminals. */
class FirstStepsTest {
    private static final Pattern METRICS = Pattern.compile("serving metrics on http://127\\.0\\.0\\.1:(\\d+)/metrics");

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theThreeCommandLinesWorkInAnyOrder() throws Exception {
        try (Network network = new Network(directory, "local", ALICE, BOB, CHARLIE)) {
            for (DevelopmentKeys keys : List.of(BOB, CHARLIE, ALICE)) {
                network.start(network.member(keys), List.of());
            }
            for (Member member : network.members()) {
                network.awaitAnswer(member);
            }
            for (Member member : network.members()) {
                network.awaitHeight(member, 3);
            }

            network.assertSameChain(3, network.members());
            // The metrics port was given to none of them: each took the next that was free, and says which.
            assertThat(network.members().stream().map(network::process).map(FirstStepsTest::metricsPort))
                    .doesNotHaveDuplicates();
            assertThat(network.members().stream().map(network::process))
                    .allSatisfy(process -> assertThat(process.err()).isEmpty());
        }
    }

    private static String metricsPort(NodeProcess process) {
        Matcher matcher = METRICS.matcher(process.out());
        assertThat(matcher.find()).as(process.out()).isTrue();
        return matcher.group(1);
    }

    @Test
    void twoOfThreeFinalizeAndTheThirdCatchesUp() throws Exception {
        try (Network network = new Network(directory, "local", ALICE, BOB, CHARLIE)) {
            Member alice = network.member(ALICE);
            Member bob = network.member(BOB);
            Member charlie = network.member(CHARLIE);
            network.start(alice);
            network.start(bob);
            network.awaitAnswer(alice);
            network.awaitAnswer(bob);
            network.awaitHeight(alice, 5);
            network.awaitHeight(bob, 5);

            network.start(charlie);
            network.awaitAnswer(charlie);
            long height = network.height(alice);
            network.awaitHeight(charlie, height);
            // From here on it is one of them: a block later than its arrival is final for all.
            for (Member member : network.members()) {
                network.awaitHeight(member, height + 2);
            }
            network.assertSameChain(height + 2, network.members());
            assertThat(network.process(charlie).err()).isEmpty();

            stopsCleanly(network);
        }
    }

    /** The three at once, as a machine that shuts down does. */
    private static void stopsCleanly(Network network) throws InterruptedException {
        List<NodeProcess> processes =
                network.members().stream().map(network::process).toList();
        processes.forEach(NodeProcess::requestStop);
        for (NodeProcess process : processes) {
            assertThat(process.awaitEnd()).as(process.toString()).isZero();
            assertThat(process.err()).isEmpty();
            assertThat(process.out()).doesNotContain("Exception", "DEBUG").contains("stopping");
        }
    }

    @Test
    void aliceAloneIsAChain() throws Exception {
        try (DevNode alice = DevNode.start(directory).atHeight(3)) {
            NodeProcess process = alice.process();
            assertThat(process.err()).isEmpty();
            assertThat(temporaryBasePaths(process)).hasSize(1);

            process.requestStop();

            assertThat(process.awaitEnd()).as(process.toString()).isZero();
            assertThat(temporaryBasePaths(process)).isEmpty();
        }
    }

    private static List<Path> temporaryBasePaths(NodeProcess process) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("quorate-" + process.pid() + "-"))
                    .toList();
        }
    }
}
