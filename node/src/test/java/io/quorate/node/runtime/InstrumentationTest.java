package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.config.Chains;
import io.quorate.node.metrics.Levels;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InstrumentationTest {
    private static final Levels LEVELS =
            new Levels(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0);

    @Test
    void whatWasDroppedSinceTheLastLookIsAdded() {
        try (Instrumentation instruments = new Instrumentation(Chains.load("dev"), LEVELS, Path.of("."))) {
            assertThat(instruments.metrics().scrape()).contains("messages_dropped_total{queue=\"replica\"} 0.0");
            instruments.reportDropped(3, 0);
            instruments.reportDropped(5, 1);
            assertThat(instruments.metrics().scrape())
                    .contains("messages_dropped_total{queue=\"verifier\"} 5.0")
                    .contains("messages_dropped_total{queue=\"replica\"} 1.0");
        }
    }
}
