package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ledger.md, JSON-RPC: {@code --votes-per-minute}, from the command line to the answer. */
class VotesPerMinuteTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void theOptionHoldsInstancesToItsRate() throws Exception {
        try (DevNode node = DevNode.start(directory, "--votes-per-minute", "2")) {
            node.client().result("system.register", Map.of("instanceId", "a"));
            for (int i = 0; i < 2; i++) {
                node.client()
                        .result("system.quorum.vote", Map.of("instanceId", "a", "decision", "d" + i, "value", "v"));
            }
            JsonNode error = node.client()
                    .answer("system.quorum.vote", Map.of("instanceId", "a", "decision", "d", "value", "v"))
                    .path("error");
            assertThat(error.path("code").asInt()).isEqualTo(-32004);
            assertThat(error.at("/data/retryAfterMillis").asLong()).isBetween(1L, 60_001L);
        }
    }
}
