package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator who wants a token of every caller (operations.md, HTTP). */
class TokenTest {
    @Test
    void theNodeMakesATokenAndWantsItOfEveryCall(@TempDir Path directory) throws Exception {
        Shell shell = Shell.in(directory);
        Path token = directory.resolve("token");
        try (DevNode node = DevNode.start(directory, "--rpc-token-file", token.toString())) {
            Rpc client = node.client();
            assertThat(client.post(Rpc.body("chain.head", Map.of())).status()).isEqualTo(401);
            String made = Files.readString(token).strip();
            assertThat(node.process().out()).doesNotContain(made);

            String quorate = "quorate register guarded --rpc " + client.url();
            Programs.Ran without = shell.run(quorate);
            assertThat(without.status()).isEqualTo(1);
            assertThat(without.err()).contains("a bearer token is needed");
            Programs.Ran with = shell.run(quorate + " --rpc-token-file token");
            assertThat(with.status()).as(with.toString()).isZero();
            assertThat(with.out()).contains("registered guarded");
            Programs.Ran receipt =
                    shell.run("quorate receipt --key nothing --rpc-token-file token --rpc " + client.url());
            assertThat(receipt.status()).as(receipt.toString()).isZero();
        }
    }
}
