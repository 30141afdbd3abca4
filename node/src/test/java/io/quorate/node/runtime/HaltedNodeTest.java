package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.Settings;
import io.quorate.protocol.types.Height;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** operations.md, Stopping all at one height. */
class HaltedNodeTest {
    @TempDir
    Path directory;

    private Node start(int haltHeight) {
        Settings settings = Settings.of(
                Optional.empty(),
                Map.of(),
                Map.of(
                        "chain",
                        "dev",
                        "base-path",
                        directory.toString(),
                        "listen-addr",
                        "127.0.0.1",
                        "port",
                        "0",
                        "halt-height",
                        Integer.toString(haltHeight)));
        NodeConfig config = NodeConfig.of(settings, Map.of());
        return Node.start(config, () -> NodeKeys.load(config, Map.of()));
    }

    @Test
    void itHaltsAtTheHeightAndNotBelowWhatIsFinal() throws Exception {
        try (Node node = start(3)) {
            assertThat(node.halted().get(1, TimeUnit.MINUTES)).isEqualTo(new Height(3));
            assertThat(node.consensus().head().height()).isEqualTo(new Height(3));
        }
        try (Node again = start(4)) {
            assertThat(again.halted().get(1, TimeUnit.MINUTES)).isEqualTo(new Height(4));
        }
        assertThatThrownBy(() -> start(3))
                .isInstanceOf(OperatorException.class)
                .hasMessage("--halt-height 3 is past: the chain is at height 4 here; give a greater one, or none");
    }
}
