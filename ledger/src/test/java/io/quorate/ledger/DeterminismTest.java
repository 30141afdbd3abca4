package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.ValueView;
import io.quorate.ledger.RandomChain.Step;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same blocks give the same state everywhere. */
class DeterminismTest {
    private static final int BLOCKS = 60;

    private static final List<Long> SEEDS = List.of(4L, 5L, 6L, 7L);

    /** The home of another Java, if there is one. */
    private static final String OTHER_JAVA = "QUORATE_OTHER_JAVA_HOME";

    private static final List<String> HERE = RandomChain.fingerprints(SEEDS, BLOCKS);

    /**
     * Machines that differ in what must not matter: interpreter or compiler, hash codes of objects, collector, language,
     * encoding, time zone; and, from run to run, the order of the JDK's immutable sets and maps.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockExperimentalVMOptions -XX:hashCode=2",
                "-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1 -Duser.timezone=Asia/Kathmandu"
            })
    void anotherMachineComesToTheSameRoots(String flags) throws IOException, InterruptedException {
        // Interpreted, signatures are slow: a seed is enough.
        List<Long> seeds = flags.equals("-Xint") ? SEEDS.subList(0, 1) : SEEDS;

        assertThat(there(Path.of(System.getProperty("java.home")), flags, seeds))
                .as(flags)
                .isEqualTo(HERE.subList(0, HERE.size() / SEEDS.size() * seeds.size()));
    }

    /** Another release, or another vendor's: its collections, its text and its arithmetic. */
    @Test
    void anotherJavaComesToTheSameRoots() throws IOException, InterruptedException {
        Optional<Path> other = otherJava();
        assumeTrue(
                other.isPresent(),
                () -> "SKIPPED: there is no other Java from 17 on; install one under /usr/lib/jvm, or set " + OTHER_JAVA
                        + " to its home");

        assertThat(there(other.orElseThrow(), "-XX:+UseSerialGC", SEEDS))
                .as(other.orElseThrow().toString())
                .isEqualTo(HERE);
    }

    @Test
    void everySeedLeadsElsewhereAndThroughManySets() {
        assertThat(HERE).hasSize(2 * (BLOCKS + 1) * SEEDS.size());
        Set<String> ends = new HashSet<>();
        for (long seed : SEEDS) {
            List<String> steps = RandomStaking.fingerprint(seed, BLOCKS);
            ends.add(steps.get(BLOCKS));
            ends.add(RandomChain.fingerprint(seed, BLOCKS).get(BLOCKS));
            assertThat(steps.stream().limit(BLOCKS).map(line -> line.substring(line.indexOf(' '))))
                    .as("seed %d: sets", seed)
                    .satisfies(sets -> assertThat(Set.copyOf(sets)).hasSizeGreaterThan(3));
        }
        assertThat(ends).hasSize(2 * SEEDS.size());
    }

    private static Optional<Path> otherJava() throws IOException {
        String named = System.getenv(OTHER_JAVA);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(all)) {
            return homes.filter(DeterminismTest::isAnother).sorted().findFirst();
        }
    }

    /** By what a JDK says of itself; one that is older cannot run this. */
    private static boolean isAnother(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isRegularFile(release)) {
            return false;
        }
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(release)) {
            properties.load(in);
        } catch (IOException e) {
            return false;
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        return !version.isEmpty()
                && Runtime.Version.parse(version).feature() >= 17
                && Runtime.Version.parse(version).feature() != Runtime.version().feature();
    }

    private static List<String> there(Path home, String flags, List<Long> seeds)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(home.resolve("bin").resolve("java").toString());
        command.addAll(List.of(flags.split(" ", -1)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RandomChain.class.getName()));
        command.add(Integer.toString(BLOCKS));
        seeds.forEach(seed -> command.add(seed.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (InputStream output = process.getInputStream()) {
            String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(flags).isZero();
            return text.lines().toList();
        } finally {
            process.destroy();
        }
    }

    /**
     * How transactions of one time are divided into blocks shows in heights, and so in the root, but in nothing that a
     * decision is about: receipts, votes, tallies, results, statuses and closings are the same.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itDoesNotMatterHowTransactionsAreDividedIntoBlocks(long seed) {
        TestChain together = RandomChain.fresh();
        TestChain apart = RandomChain.fresh();
        for (Step step : RandomChain.steps(seed, BLOCKS)) {
            List<Receipt> receipts = together.block(step.time(), step.transactions());
            List<Receipt> others =
                    new ArrayList<>(step.transactions().isEmpty() ? apart.block(step.time(), List.of()) : List.of());
            for (Transaction transaction : step.transactions()) {
                others.addAll(apart.block(step.time(), List.of(transaction)));
            }
            assertThat(others.stream().map(Receipt::toBytes).toList())
                    .as("seed %d", seed)
                    .usingElementComparator(Arrays::compare)
                    .containsExactlyElementsOf(
                            receipts.stream().map(Receipt::toBytes).toList());
            assertThat(decisions(apart)).as("seed %d", seed).isEqualTo(decisions(together));
        }
        together.block();
        apart.block();
        assertThat(holdings(apart)).as("seed %d", seed).isEqualTo(holdings(together));
        assertThat(apart.events().stream().map(Event::toString))
                .containsExactlyElementsOf(
                        together.events().stream().map(Event::toString).toList());
    }

    private static List<String> decisions(TestChain chain) {
        return chain.queries().latestDecisions(chain.time(), 0, 100).stream()
                .map(summary -> chain.decision(summary.topic()).orElseThrow())
                .map(DeterminismTest::words)
                .toList();
    }

    private static String words(DecisionView view) {
        return String.join(
                " ",
                view.topic(),
                view.status().toString(),
                view.rules().toString(),
                view.tally().toString(),
                view.result().toString(),
                view.electors().toString(),
                view.votes().stream()
                        .map(vote -> vote.instance() + vote.value() + vote.weight() + vote.transaction())
                        .toList()
                        .toString(),
                view.closing().map(how -> how.status() + " " + how.time()).toString(),
                view.opening().transaction().toString(),
                Boolean.toString(view.pruned()));
    }

    private static List<String> holdings(TestChain chain) {
        Stream<String> values = Stream.iterate(0, i -> i + 1)
                .limit(30)
                .map(i -> chain.queries().value("key" + i / 6 + "." + i % 6))
                .flatMap(Optional::stream)
                .map(ValueView::value)
                .map(Object::toString);
        Stream<String> usages = RandomOperations.SENDERS.stream()
                .map((PublicKey sender) -> chain.queries().usage(sender).toString());
        return Stream.of(values, usages, Stream.of(chain.queries().summary().toString()))
                .flatMap(each -> each)
                .toList();
    }

    @Test
    void theSameBlocksGiveTheSameChanges() {
        TestChain first = RandomChain.fresh();
        TestChain second = RandomChain.fresh();
        for (Step step : RandomChain.steps(7, BLOCKS)) {
            first.block(step.time(), step.transactions());
            second.block(step.time(), step.transactions());
            assertThat(second.root()).isEqualTo(first.root());
        }
        assertThat(second.events()).isEqualTo(first.events());
        assertThat(second.entries()).containsExactlyEntriesOf(first.entries());
        assertThat(first.time()).isGreaterThan(RandomChain.fresh().time().plus(Duration.ofSeconds(BLOCKS)));
    }
}
