package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.ValueView;
import io.quorate.ledger.RandomChain.Step;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same blocks give the same state everywhere. */
class DeterminismTest {
    private static final int BLOCKS = 60;

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
        List<String> here = RandomChain.fingerprint(4, BLOCKS);

        assertThat(there(flags, 4)).as(flags).isEqualTo(here);
        assertThat(here).hasSize(BLOCKS + 1);
        assertThat(RandomChain.fingerprint(5, BLOCKS)).isNotEqualTo(here);
    }

    private static List<String> there(String flags, long seed) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags.split(" ", -1)));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RandomChain.class.getName()));
        command.addAll(List.of(Long.toString(seed), Integer.toString(BLOCKS)));
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
