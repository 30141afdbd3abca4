package io.quorate.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quorate.node.bench.BenchCommand;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark speaks the RPC that there is: it, and a ledger that executes what it sends, are the real ones. */
class BenchOverRpcTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void transactionsSentOneByOneBecomeFinal() throws Exception {
        assertAllFinal("--clients", "2");
    }

    @Test
    void transactionsSentInBatchesBecomeFinal() throws Exception {
        assertAllFinal("--rate", "500", "--operations", "3");
    }

    private void assertAllFinal(String... words) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RpcHarness harness = new RpcHarness(directory).withLedger()) {
            PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            BenchCommand command = new BenchCommand(stream, stream, false);
            List<String> all = new ArrayList<>(List.of(
                    "--rpc",
                    "http://127.0.0.1:" + harness.server.address().getPort(),
                    "--duration",
                    "200ms",
                    "--warmup",
                    "0s",
                    "--json"));
            all.addAll(List.of(words));
            var unused = new CommandLine(command).parseArgs(all.toArray(new String[0]));

            assertThat(command.call()).isZero();

            JsonNode result = RpcHarness.JSON.readTree(out.toByteArray());
            assertThat(result.path("chainId").asText()).isEqualTo(FakeNode.CHAIN.toString());
            assertThat(result.path("transactions").path("final").asInt())
                    .isPositive()
                    .isEqualTo(harness.node.submitted().size());
            assertThat(result.path("errors")).isEmpty();
        }
    }
}
