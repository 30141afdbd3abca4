package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.replica.Input;
import io.quorate.protocol.types.PeerId;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final PeerId BOB = new PeerId("12D3bob");
    private static final PeerId CHARLIE = new PeerId("12D3charlie");

    private final Inbox inbox = new Inbox();

    private int offeredUntilDropped(PeerId peer) {
        int taken = 0;
        while (inbox.offer(peer, Inbox.Lane.CONSENSUS, new Input.Disconnected(BOB), true)) {
            taken++;
        }
        return taken;
    }

    @Test
    void whatIsDroppedIsCounted() {
        assertThat(inbox.dropped()).isZero();
        offeredUntilDropped(BOB);
        assertThat(inbox.dropped()).isEqualTo(1);
    }

    @Test
    void onePeerStarvesNobody() {
        offeredUntilDropped(BOB);
        assertThat(inbox.offer(CHARLIE, Inbox.Lane.CONSENSUS, new Input.Disconnected(BOB), true))
                .isTrue();
        assertThat(inbox.offer(new Input.Disconnected(BOB))).isTrue();
    }

    @Test
    void whatIsTakenMakesRoom() {
        int share = offeredUntilDropped(BOB);
        for (int i = 0; i < share; i++) {
            assertThat(inbox.poll()).isNotNull();
        }
        assertThat(offeredUntilDropped(BOB)).isEqualTo(share);
    }
}
