package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** simulation.md, Flight recorder: a validator records, is killed, records again, and both runs are replayed. */
class FlightRecorderTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void whatAKilledValidatorRecordedReplaysToTheSameState() throws Exception {
        Path recording = directory.resolve("recording");
        List<String> recorded = List.of("--record", recording.toString());
        try (Network network = new Network(directory, "local", ALICE, BOB, CHARLIE)) {
            Member alice = network.member(ALICE);
            network.start(alice, recorded);
            network.awaitAnswer(alice);
            network.start(network.member(BOB));
            network.start(network.member(CHARLIE));
            network.awaitHeight(alice, 3);
            network.process(alice).kill();
            network.start(alice, recorded);
            network.awaitAnswer(alice);
            network.awaitHeight(alice, 6);
            network.process(alice).kill();
        }

        Programs.Ran whole = Shell.in(directory).run("quorate replay " + recording);

        assertThat(whole.status()).as(whole.toString()).isZero();
        assertThat(whole.out().lines().toList())
                .hasSize(2)
                .allMatch(line -> line.contains("the same run"))
                .anyMatch(line -> line.contains("00000002"));

        Programs.Ran begun = Shell.in(directory).run("quorate replay --stop-at 3 " + recording.resolve("00000001"));
        assertThat(begun.status()).as(begun.toString()).isZero();
        assertThat(begun.out())
                .contains("timer tick", "3  ", "the same up to step 3")
                .doesNotContain("4  ");

        try (Stream<Path> left = Files.list(recording)) {
            assertThat(left).hasSize(2);
        }
    }
}
