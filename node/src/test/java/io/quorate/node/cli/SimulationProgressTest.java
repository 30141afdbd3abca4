package io.quorate.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A long run says every ten seconds how far it is. */
class SimulationProgressTest {
    private static final Message MESSAGE = new Message.VoteRequest(Round.GENESIS);

    private final List<String> lines = new ArrayList<>();
    private long nanos;
    private final SimulationProgress progress = new SimulationProgress(() -> nanos, lines::add);

    private void messages(int count) {
        for (int i = 0; i < count; i++) {
            progress.delivered(1_500_000, 0, 1, MESSAGE);
        }
    }

    @Test
    void beforeTenSecondsItSaysNothing() {
        nanos = Duration.ofMillis(9_999).toNanos();
        messages(100_000);
        assertThat(lines).isEmpty();
    }

    @Test
    void thenALineComesEveryTenSeconds() {
        progress.entered(0, 0, Round.of(1, 1), 0);
        progress.entered(0, 1, Round.of(1, 1), 0);
        progress.entered(0, 0, Round.of(1, 4), 0);
        progress.entered(0, 0, Round.of(2, 3), 0);
        nanos = Duration.ofSeconds(10).toNanos();
        messages(512);
        assertThat(lines).containsExactly("       1.5 s virtual   7 views   256 messages");
        nanos = Duration.ofSeconds(21).toNanos();
        messages(256);
        assertThat(lines).hasSize(2).last().asString().endsWith("768 messages");
    }
}
