package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.View;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerHeightsTest {
    private static final PeerId BOB = new PeerId("12D3bob");

    private final PeerHeights heights = new PeerHeights();

    private static Message status(long height) {
        return new Message.Report(
                new Status(Round.GENESIS, new Height(height), Round.GENESIS, List.of(), Signers.none(1)));
    }

    @Test
    void aPeerThatSaidNothingIsAtZero() {
        heights.connected(BOB);
        assertThat(heights.of(BOB)).isEqualTo(Height.ZERO);
    }

    @Test
    void aPeerIsAtTheHeightThatItsStatusTells() {
        heights.connected(BOB);
        heights.hear(BOB, status(41));
        heights.hear(BOB, new Message.VoteRequest(new Round(new Epoch(0), new View(9))));
        assertThat(heights.of(BOB)).isEqualTo(new Height(41));
        heights.hear(BOB, status(42));
        assertThat(heights.of(BOB)).isEqualTo(new Height(42));
    }

    /** network.md, Defence. */
    @Test
    void aHeightDoesNotGoDownWithinAConnection() {
        heights.connected(BOB);
        heights.hear(BOB, status(42));
        heights.hear(BOB, status(7));
        assertThat(heights.of(BOB)).isEqualTo(new Height(42));
    }

    @Test
    void aNewConnectionBeginsAnew() {
        heights.connected(BOB);
        heights.hear(BOB, status(42));
        heights.disconnected(BOB);
        assertThat(heights.of(BOB)).isEqualTo(Height.ZERO);
        heights.connected(BOB);
        heights.hear(BOB, status(3));
        assertThat(heights.of(BOB)).isEqualTo(new Height(3));
    }

    @Test
    void whoIsNotConnectedIsNotRemembered() {
        heights.hear(BOB, status(42));
        assertThat(heights.of(BOB)).isEqualTo(Height.ZERO);
    }
}
