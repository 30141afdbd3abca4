package io.quorate.node.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** simulation.md, Flight recorder: bounded in size, and what somebody will want to see is not the first to go. */
class RingTest {
    @TempDir
    Path directory;

    private Ring ring() {
        return Ring.open(new NodeConfig.Recorder(directory.resolve("ring"), 1, Duration.ZERO, 2), directory);
    }

    private List<String> names() throws IOException {
        return Ring.in(directory.resolve("ring")).stream()
                .map(path -> String.valueOf(path.getFileName()))
                .toList();
    }

    private void segments(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            ring().next();
            ring().prune();
        }
    }

    @Test
    void theOldestGo() throws IOException {
        segments(5);

        assertThat(names()).containsExactly("00000004", "00000005");
    }

    @Test
    void theNewestFailureStaysHoweverOftenANodeIsStartedAfterIt() throws IOException {
        segments(1);
        Ring.markFailed(Ring.in(directory.resolve("ring")).get(0));
        segments(1);
        Ring.markFailed(Ring.in(directory.resolve("ring")).get(1));
        segments(6);

        assertThat(names()).containsExactly("00000002", "00000007", "00000008");
        assertThat(Files.exists(directory.resolve("ring/00000002/failed"))).isTrue();
    }
}
