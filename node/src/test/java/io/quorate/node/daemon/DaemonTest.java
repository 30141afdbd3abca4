package io.quorate.node.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.OperatorException;
import io.quorate.node.config.Settings;
import io.quorate.storage.BasePath;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaemonTest {
    @TempDir
    Path directory = Path.of("");

    private static NodeConfig config(Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(Map.of("chain", "dev", "listen-addr", "127.0.0.1", "port", "0"));
        settings.putAll(more);
        return NodeConfig.of(Settings.of(Optional.empty(), Map.of(), settings), Map.of());
    }

    /** Else two that start at once in a new base path would each make keys, and one would run with keys that are lost. */
    @Test
    void keysAreAskedForOnlyWhenTheBasePathIsLocked() {
        NodeConfig config = config(Map.of("base-path", directory.toString()));
        try (BasePath other = BasePath.open(directory)) {
            assertThat(other.root()).isEqualTo(directory);
            assertThatThrownBy(() -> Daemon.run(
                            config,
                            () -> {
                                throw new AssertionError("asked for keys");
                            },
                            () -> config))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void aTemporaryBasePathGoesAwayThoughTheKeysCannotBeRead() {
        NodeConfig config = config(Map.of("tmp", "true"));

        assertThatThrownBy(() -> Daemon.run(
                        config,
                        () -> {
                            assertThat(config.storage().basePath()).isDirectory();
                            throw OperatorException.failure("no keys");
                        },
                        () -> config))
                .hasMessage("no keys");

        assertThat(config.storage().basePath()).doesNotExist();
    }
}
