package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.simulator.scenario.CharacterKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code quorate simulate} teaches; {@code quorate replay} does the same again. */
class SimulateCommandTest {
    /** With it five of seven that run twice make certificates that contradict each other. */
    private static final int SEED_OF_A_LOSS = 32;

    @TempDir
    Path directory = Path.of("");

    private static Ran run(boolean colour, String... words) {
        return Ran.of((config, keys, again) -> {}, Map.of("TERM", "xterm", "COLUMNS", "120"), colour, words);
    }

    private static Ran run(String... words) {
        return run(false, words);
    }

    @Test
    void aRoundIsToldFromProposalToDecision() {
        Ran ran = run("simulate", "--nodes", "5", "--faulty", "1", "--rounds", "3");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .startsWith("=== Quorate consensus simulation ===\n"
                        + "Configuration: 5 nodes, 1 faulty (equivocate), quorum 4 of 5, tolerates 1 Byzantine"
                        + " (3f+1 = 4 at least), seed 42\n")
                .containsPattern("Round \\d {2}leader node \\d {2}proposes 4\\d\n")
                .containsPattern("node \\d \\(leader\\) +proposed 4\\d\n")
                .containsPattern("node \\d +voted YES\n")
                .containsPattern("CONSENSUS REACHED: 4\\d, [45]/5 votes \\(\\d+%\\), final after 3 message delays"
                        + " \\(\\d+ ms virtual\\);\\s+faulty nodes")
                .contains("Round 3")
                .doesNotContain("Round 4")
                .contains("ALL INVARIANTS HELD")
                .doesNotContain("\u001b");
    }

    @Test
    void colourIsForATerminalOnly() {
        assertThat(run(true, "simulate", "--nodes", "4", "--rounds", "1").out()).contains("\u001b[32m");
    }

    @Test
    void theSameOptionsTellTheSameStory() {
        String[] words = {"simulate", "--nodes", "4", "--faulty", "1", "--byzantine", "chameleon", "--loss", "0.1"};
        assertThat(run(words)).isEqualTo(run(words));
    }

    @Test
    void moreLiarsThanToleratedAreAnnouncedAndTheLossIsTold() {
        Ran ran = run("simulate", "--nodes", "4", "--faulty", "2", "--byzantine", "silent", "--rounds", "2");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .contains("WARNING: 2 Byzantine of 4 is more than this set tolerates: it takes 7")
                .contains("LIVENESS LOST")
                .contains("The evidence names nobody.");
    }

    @Test
    void whoVotesForTwoValuesWhereAnotherLeadsIsProvenInTheFirstRound() {
        Ran ran = run("simulate", "--nodes", "5", "--faulty", "1");
        String first = ran.out().substring(0, ran.out().indexOf("Round 2"));
        assertThat(first)
                .contains("Round 1  leader node 1  proposes 42\n")
                .containsPattern("node 1 \\(leader\\) +proposed 42\n")
                .containsPattern("node 2 \\(faulty\\) +voted YES for two values\n")
                .containsPattern(
                        "CONSENSUS REACHED: 42, 4/5 votes \\(80%\\), final after 3 message delays"
                                + " \\(\\d+ ms virtual\\);\\s+faulty\\s+nodes\\s+detected:\\s+1\\s+\\(node 2:\\s+equivocation,\\s+proven\\)");
    }

    @Test
    void safetyThatIsLostIsToldAndWhomTheEvidenceNames() {
        Ran ran = run(
                "simulate",
                "--nodes",
                "7",
                "--faulty",
                "5",
                "--byzantine",
                "twins",
                "--delay",
                "lan",
                "--rounds",
                "10",
                "--seed",
                Integer.toString(SEED_OF_A_LOSS));
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .contains("WARNING: 5 Byzantine of 7 is more than this set tolerates: it takes 16")
                .contains("SAFETY LOST: certificates of one view contradict each other")
                .containsPattern("The evidence names \\d of 7, power \\d of 7: node ")
                .containsPattern("what\\s+their\\s+disks\\s+show\\s+names");
    }

    @Test
    void powersAreCountedAndTold() {
        Ran ran = run("simulate", "--nodes", "4", "--powers", "3,1,1,2", "--rounds", "2");
        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("quorum 5 of 7 power, tolerates 2 Byzantine power")
                .containsPattern("votes \\(\\d+%\\), power [567]/7 \\(\\d+%\\)");
    }

    @Test
    void crashesHappenAndAreSurvived() throws IOException {
        Path trace = directory.resolve("crashes.trace");
        Ran ran = run("simulate", "--nodes", "4", "--crashes", "12", "--rounds", "10", "--trace", trace.toString());
        assertThat(ran.status()).as(ran.out()).isZero();
        assertThat(Files.readString(trace)).contains(" stop ").contains(" fault Crash[");
        assertThat(run("replay", trace.toString()).status()).isZero();
    }

    @Test
    void duplicatesMeanMoreMessagesAndNothingElse() throws IOException {
        JsonNode twice = json("simulate", "--nodes", "4", "--duplication", "1", "--rounds", "3", "--json");
        JsonNode once = json("simulate", "--nodes", "4", "--rounds", "3", "--json");
        assertThat(twice.at("/outcome/good").asBoolean()).isTrue();
        assertThat(twice.at("/rounds/0/value")).isEqualTo(once.at("/rounds/0/value"));
        assertThat(twice.at("/outcome/messages").asLong())
                .isGreaterThan(once.at("/outcome/messages").asLong());
    }

    @Test
    void acrossTheWorldARoundTakesLonger() throws IOException {
        JsonNode wan = json("simulate", "--nodes", "8", "--delay", "wan", "--rounds", "3", "--json");
        JsonNode lan = json("simulate", "--nodes", "8", "--delay", "lan", "--rounds", "3", "--json");
        assertThat(wan.at("/outcome/good").asBoolean()).isTrue();
        assertThat(wan.at("/rounds/0/micros").asLong()).isGreaterThan(100_000);
        assertThat(lan.at("/rounds/0/micros").asLong()).isLessThan(5_000);
    }

    private static JsonNode json(String... words) throws IOException {
        return Json.MAPPER.readTree(run(words).out());
    }

    @Test
    void liveTellsTheSame() {
        String[] words = {"simulate", "--nodes", "4", "--faulty", "1", "--rounds", "2"};
        String[] live = Arrays.copyOf(words, words.length + 1);
        live[words.length] = "--live";
        assertThat(run(live)).isEqualTo(run(words));
    }

    @Test
    void kindsThatAreJoinedActTogether() {
        Ran ran = run(
                "simulate",
                "--nodes",
                "7",
                "--faulty",
                "2",
                "--byzantine",
                "equivocate+forge-evidence,over-limit",
                "--rounds",
                "8");
        assertThat(ran.status()).as(ran.out()).isZero();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("2 faulty (equivocate, forge-evidence, over-limit)")
                .contains("node 1: equivocation, proven; node 1: invalid evidence, suspected; ")
                .contains("node 5: invalid proposal, proven");
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 60, 80, 132})
    void noLineIsWiderThanTheTerminal(int columns) {
        Ran ran = Ran.of(
                (config, keys, again) -> {},
                Map.of("COLUMNS", Integer.toString(columns)),
                false,
                "simulate",
                "--nodes",
                "7",
                "--faulty",
                "3",
                "--rounds",
                "3");
        assertThat(ran.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
    }

    @Test
    void whoReadsTheHelpSeesEveryKind() {
        assertThat(run("simulate", "--help").out().replaceAll("\\s+", " "))
                .contains(" " + String.join(", ", CharacterKind.labels()) + ".");
    }

    @Test
    void moreThanAHundredNodesMakeFewerBlocksAndSaySo() {
        Ran ran = run("simulate", "--nodes", "101", "--rounds", "1");
        assertThat(ran.status()).isZero();
        assertThat(ran.out().replaceAll("\\s+", " "))
                .contains("5 more blocks must become final, not 20")
                .contains("CONSENSUS REACHED: 42")
                .contains("others: voted YES")
                .contains("ALL INVARIANTS HELD");
    }

    @Test
    void programsReadJson() throws IOException {
        Ran ran = run("simulate", "--nodes", "4", "--faulty", "1", "--rounds", "4", "--json");
        JsonNode report = Json.MAPPER.readTree(ran.out());
        assertThat(report.at("/configuration/quorum").asLong()).isEqualTo(3);
        assertThat(report.at("/rounds")).hasSize(4);
        assertThat(report.at("/rounds/0/result").asText()).isEqualTo("decided");
        assertThat(report.at("/rounds/0/value").asText()).isEqualTo("42");
        assertThat(report.at("/outcome/good").asBoolean()).isTrue();
        assertThat(report.at("/outcome/fingerprint").asText()).matches("[0-9a-f]{16}");
    }

    @Test
    void aTraceIsReplayedAndADifferenceIsFound() throws IOException {
        Path trace = directory.resolve("run.trace");
        run("simulate", "--nodes", "4", "--faulty", "1", "--rounds", "2", "--trace", trace.toString());
        Ran same = run("replay", trace.toString());
        assertThat(same.out()).startsWith("The same run: ");
        assertThat(same.status()).isZero();

        Ran stopped = run("replay", trace.toString(), "--stop-at", "12");
        assertThat(stopped.out()).contains("\n12  ").doesNotContain("\n13  ");

        List<String> lines = new ArrayList<>(Files.readAllLines(trace));
        lines.set(20, lines.get(20) + " indeed");
        Files.write(trace, lines);
        Ran other = run("replay", trace.toString());
        assertThat(other.out()).startsWith("Event 20 differs:");
        assertThat(other.status()).isEqualTo(1);
    }

    @Test
    void aMixIsReplayedToo() {
        Path trace = directory.resolve("mix.trace");
        Ran ran = run(
                "simulate", "--mix", "--seed", "3", "--rounds", "10", "--without", "0", "--trace", trace.toString());
        assertThat(ran.out()).contains("part 0");
        assertThat(run("replay", trace.toString()).status()).isZero();
    }

    @Test
    void thePictureIsOnePageOfItsOwn() throws IOException {
        Path html = directory.resolve("run.html");
        run("simulate", "--nodes", "4", "--rounds", "2", "--html", html.toString());
        assertThat(Files.readString(html))
                .startsWith("<!DOCTYPE html>")
                .contains("class=\"propose\"")
                .contains("class=\"final\"")
                .doesNotContain("http://")
                .doesNotContain("https://");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --nodes 4 --faulty 5             | simulate: --faulty 5 is more than --nodes 4
                    --nodes 0                        | simulate: --nodes 0: give a number from 1 to 1000
                    --nodes -3                       | simulate: --nodes -3: give a number from 1 to 1000
                    --nodes 1001                     | simulate: --nodes 1001: give a number from 1 to 1000
                    --faulty -1                      | simulate: --faulty -1: give a number from 0 to --nodes
                    --rounds 0                       | simulate: --rounds 0: give a number from 1 to 1000000
                    --crashes -1                     | simulate: --crashes -1: give a number from 0 to 10000
                    --duplication 1.5                | simulate: --duplication 1.5: give a share from 0 to 1, such as 0.05
                    --nodes 4 --powers 1,2           | simulate: --powers names 2 powers for 4 nodes
                    --nodes 2 --powers 0,1           | simulate: --powers: each is from 1 to 2^40
                    --delay soon                     | simulate: --delay soon: give lan, wan, a time such as 5ms, or a range such as 5..40ms
                    --partition soon                 | simulate: --partition soon: give FROM..UNTIL, such as 500ms..5s, and perhaps the sides: 500ms..5s:0,1/2,3
                    --mix --minutes 0                | simulate: --minutes is from 1 to 10000, --jobs from 1 to 256
                    --mix --minutes 1 --jobs 0       | simulate: --minutes is from 1 to 10000, --jobs from 1 to 256
                    --loss -1                        | simulate: --loss -1.0: give a share from 0 to 1, such as 0.05
                    --byzantine silent               | simulate: --byzantine needs --faulty N: how many nodes are to do it
                    --minutes 5                      | simulate: --minutes needs --mix
                    --without 1                      | simulate: --without needs --mix
                    --partition 5s..1s               | simulate: --partition 5s..1s: it ends before it begins
                    --mix --nodes 5                  | simulate: --nodes contradicts --mix, which draws that from the seed: leave one of them out
                    --mix --crashes 0                | simulate: --crashes contradicts --mix, which draws that from the seed: leave one of them out
                    --mix --minutes 1 --live         | simulate: --live contradicts --minutes, which runs many seeds, and that is for one: leave one of them out
                    --mix --minutes 1 --without 1    | simulate: --without contradicts --minutes, which runs many seeds, and that is for one: leave one of them out
                    --mix --jobs 2                   | simulate: --jobs needs --minutes
                    --mix --live                     | simulate: --live contradicts --mix, which tells no rounds: leave one of them out
                    --live --json                    | simulate: --live contradicts --json, which tells nothing before the end: leave one of them out
                    --mix --rounds 9 --stop-after 10 | simulate: --stop-after 10: give a number from 1 to --rounds, 9
                    --faulty 1 --byzantine silent,half | simulate: --byzantine names 2 kinds for --faulty 1: give more nodes, or join kinds with +
                    --nodes 3 --partition 1s..5s:0,1/1,2 | simulate: --partition 1s..5s:0,1/1,2: it names node 1 twice; give it one side
                    --nodes 3 --partition 1s..5s:0/2 | simulate: --partition 1s..5s:0/2: it leaves out node 1; give it a side
                    """)
    void aWrongOptionIsOneLine(String line, String message) {
        Ran ran = run(("simulate " + line).split(" "));
        assertThat(ran.err()).isEqualTo("quorate: " + message + System.lineSeparator());
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void anUnknownKindIsOneLineWithThoseThereAre() {
        Ran ran = run("simulate", "--faulty", "1", "--byzantine", "silent+rude");
        assertThat(ran.err())
                .isEqualTo("quorate: simulate: --byzantine rude: unknown; give some of "
                        + String.join(", ", CharacterKind.labels()) + System.lineSeparator());
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void aReplayCannotStopBeforeItsFirstStep() {
        Ran ran = run("replay", "some.trace", "--stop-at", "0");
        assertThat(ran.err())
                .isEqualTo("quorate: replay: --stop-at 0: give a number from 1 on" + System.lineSeparator());
        assertThat(ran.status()).isEqualTo(2);
    }

    @Test
    void whatIsNoTraceIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("x"), "hello\n");
        Ran ran = run("replay", file.toString());
        assertThat(ran.err()).contains("is neither a trace of quorate simulate nor a recording of a node");
        assertThat(ran.status()).isEqualTo(1);
    }
}
