package io.quorate.node.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quorate.node.bench.FakeNode.Answering;
import io.quorate.node.config.OperatorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory = Path.of("");

    private int run(String... words) throws InterruptedException {
        BenchCommand command = new BenchCommand(stream(out), stream(err), false);
        List<String> all = new ArrayList<>(List.of("--duration", "300ms", "--warmup", "100ms"));
        all.addAll(List.of(words));
        var unused = new CommandLine(command).parseArgs(all.toArray(new String[0]));
        return command.call();
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private JsonNode json() throws IOException {
        return new JsonMapper().readTree(out.toByteArray());
    }

    private AbstractStringAssert<?> assertFails(int status, String... words) {
        OperatorException failure = catchThrowableOfType(OperatorException.class, () -> run(words));
        assertThat(failure).isNotNull();
        assertThat(failure.exitStatus()).isEqualTo(status);
        String message = String.valueOf(failure.getMessage());
        assertThat(message.lines()).hasSize(1);
        return assertThat(message);
    }

    @Test
    void closedLoopClientsFinalizeAndAllIsAccountedFor() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode();
                FakeNode other = new FakeNode()) {
            assertThat(run("--rpc", node.url(), "--rpc", other.url(), "--clients", "4", "--json"))
                    .isZero();

            JsonNode counts = json().path("transactions");
            assertThat(counts.path("final").asInt()).isPositive();
            assertThat(counts.path("final").asInt()).isEqualTo(node.submitted() + other.submitted());
            assertThat(counts.path("sent")).isEqualTo(counts.path("final"));
            assertThat(counts.path("pending").asInt(-1)).isZero();
            assertThat(json().path("errors")).isEmpty();
            assertThat(node.submitted()).isPositive();
            assertThat(other.submitted()).isPositive();
            assertThat(json().path("latencyMillis").path("p50").asDouble()).isPositive();
            assertThat(json().path("load").path("clients").asInt()).isEqualTo(4);
        }
    }

    @Test
    void anOpenLoopSendsManyInOneBody() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            assertThat(run("--rpc", node.url(), "--rate", "3000", "--json")).isZero();

            JsonNode counts = json().path("transactions");
            assertThat(counts.path("final").asInt()).isEqualTo(node.submitted());
            assertThat(counts.path("sent").asInt()).isPositive().isGreaterThanOrEqualTo(node.submitted());
            assertThat(node.bodies()).isLessThan(node.submitted());
            assertThat(json().path("load").path("senders").asInt()).isEqualTo(16);
        }
    }

    @Test
    void theResultFileSaysWhatRanWhenAndOnWhat() throws IOException, InterruptedException {
        Path file = directory.resolve("result.json");
        try (FakeNode node = new FakeNode()) {
            assertThat(run("--rpc", node.url(), "--out", file.toString())).isZero();
        }
        JsonNode result = new JsonMapper().readTree(Files.readAllBytes(file));

        assertThat(result.path("command").asText()).startsWith("quorate bench --duration 300ms");
        assertThat(result.path("time").asText()).isNotEmpty();
        assertThat(result.path("chainId").asText()).isEqualTo(FakeNode.CHAIN);
        assertThat(result.path("machine").path("cores").asInt())
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(result.path("machine").path("jdk").asText())
                .contains(Runtime.version().toString());
        assertThat(result.path("load").path("transactionBytes").asInt()).isPositive();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("throughput", "p99.9", "still pending 0");
    }

    @Test
    void refusalsAreCountedByTheirCodeAndARunWithoutAFinalTransactionFails() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            node.answer(new Answering.Refusing("MEMPOOL_FULL"));
            assertFails(1, "--rpc", node.url(), "--json")
                    .contains("no transaction became final")
                    .contains("MEMPOOL_FULL");

            assertThat(json().path("errors").path("MEMPOOL_FULL").asInt()).isPositive();
            assertThat(json().path("errors")).hasSize(1);
        }
    }

    @Test
    void answersThatAreNoneAreErrorsOfTheirKind() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            node.answer(new Answering.Text(200, "<html>"));
            assertFails(1, "--rpc", node.url()).contains("MALFORMED_ANSWER");
            node.answer(new Answering.Text(503, "busy"));
            assertFails(1, "--rpc", node.url(), "--rate", "500").contains("HTTP_503");
            node.answer(new Answering.Closing());
            assertFails(1, "--rpc", node.url()).contains("CONNECTION_LOST");
        }
    }

    @Test
    void noNodeIsOneLineThatNamesIt() throws IOException, InterruptedException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertFails(1, "--rpc", "http://127.0.0.1:" + free)
                .contains("no node answers at http://127.0.0.1:" + free + " (CONNECTION_REFUSED)")
                .contains("--rpc");
    }

    @Test
    void itGoesOnWithTheNodesThatAnswer() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            FakeNode down = new FakeNode();
            down.close();
            assertThat(run("--rpc", down.url(), "--rpc", node.url())).isZero();

            assertThat(err.toString(StandardCharsets.UTF_8)).contains("goes on without " + down.url());
        }
    }

    @Test
    void nodesOfDifferentChainsAreRefused() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode();
                FakeNode stranger = new FakeNode("11".repeat(32))) {
            assertFails(1, "--rpc", node.url(), "--rpc", stranger.url()).contains("different chains");
        }
    }

    @Test
    void wrongOptionsAreNamedAllAtOnce() {
        assertFails(2, "--rpc", "localhost", "--size", "99999", "--operations", "0", "--timeout", "5")
                .contains("--rpc localhost")
                .contains("--size")
                .contains("--operations")
                .contains("--timeout");
        assertFails(2, "--rate", "0").contains("--rate");
        assertFails(2, "--clients", "901").contains("--clients");
        assertFails(1, "--out", directory.resolve("none/x.json").toString()).contains("--out");
    }

    @Test
    void aTransactionOverTheLimitIsAnErrorOfTheOptions() throws IOException, InterruptedException {
        try (FakeNode node = new FakeNode()) {
            assertFails(2, "--rpc", node.url(), "--size", "32768", "--operations", "4")
                    .contains("--size");
        }
    }
}
