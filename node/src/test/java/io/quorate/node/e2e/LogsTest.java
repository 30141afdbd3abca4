package io.quorate.node.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node logs, as its operator asked for it. */
class LogsTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void asJsonEachLineIsAnObjectWithItsTimeLevelAndMessage() throws Exception {
        try (DevNode node = DevNode.start(directory, "--log-format", "json").atHeight(3)) {
            node.process().requestStop();
            assertThat(node.process().awaitEnd()).as(node.process().toString()).isZero();

            List<String> messages = new ArrayList<>();
            for (String line : node.process().out().lines().toList()) {
                JsonNode event = Rpc.JSON.readTree(line);
                assertThat(event.path("timestamp").asLong()).as(line).isPositive();
                assertThat(event.path("level").asText()).as(line).isIn("INFO", "WARN");
                assertThat(event.path("loggerName").asText()).as(line).isNotEmpty();
                messages.add(event.path("formattedMessage").asText());
            }
            assertThat(messages).anyMatch(message -> message.contains("on chain dev"));
        }
    }

    @Test
    void oneTargetIsHeardMoreOfThanTheRest() throws Exception {
        try (DevNode node = DevNode.start(directory, "--log", "warn", "--log", "consensus=debug")
                .atHeight(3)) {
            node.process().requestStop();
            assertThat(node.process().awaitEnd()).as(node.process().toString()).isZero();

            assertThat(node.process().out()).contains(" DEBUG consensus ").doesNotContain(" INFO  node ");
        }
    }
}
