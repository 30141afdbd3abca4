package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.config.Chains;
import io.quorate.node.metrics.Levels;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.verify.EpochSets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class InstrumentationTest {
    private static final Levels LEVELS =
            new Levels(() -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0, () -> 0);

    @Test
    void whatWasDroppedSinceTheLastLookIsAdded() {
        Genesis dev = Chains.load("dev");
        ValidatorNames names = new ValidatorNames(dev, () -> EpochSets.of(Epoch.ZERO, dev.validators()));
        try (Instrumentation instruments = new Instrumentation(names, LEVELS, Path.of("."))) {
            assertThat(instruments.metrics().scrape()).contains("messages_dropped_total{queue=\"replica\"} 0.0");
            instruments.reportDropped(3, 0);
            instruments.reportDropped(5, 1);
            assertThat(instruments.metrics().scrape())
                    .contains("messages_dropped_total{queue=\"verifier\"} 5.0")
                    .contains("messages_dropped_total{queue=\"replica\"} 1.0");
        }
    }
}
