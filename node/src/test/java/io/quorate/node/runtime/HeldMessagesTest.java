package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.node.runtime.HeldMessages.Held;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody can judge yet is held, but nobody holds others' out by saying much. */
class HeldMessagesTest {
    private static final PeerId BOB = new PeerId("12D3bob");
    private static final PeerId CHARLIE = new PeerId("12D3charlie");
    private static final PeerId DAVE = new PeerId("12D3dave");

    private final HeldMessages held = new HeldMessages();

    private static Held message(PeerId from, int number, long bytes) {
        return new Held(new Epoch(2), from, new Message.VoteRequest(Round.of(2, number)), bytes);
    }

    private int add(PeerId from, int many, long bytes) {
        int dropped = 0;
        for (int number = 1; number <= many; number++) {
            dropped += held.add(message(from, number, bytes));
        }
        return dropped;
    }

    private List<Held> of(PeerId peer, List<Held> all) {
        return all.stream().filter(each -> each.from().equals(peer)).toList();
    }

    @Test
    void whoFillsItPushesOutItsOwn() {
        assertThat(add(CHARLIE, 10, 500)).isZero();
        assertThat(add(BOB, 5_000, 500)).isEqualTo(5_010 - HeldMessages.MESSAGES);
        assertThat(add(DAVE, 10, 500)).isEqualTo(10);

        assertThat(held.count()).isEqualTo(HeldMessages.MESSAGES);
        List<Held> all = held.takeAll();
        assertThat(of(CHARLIE, all)).hasSize(10);
        assertThat(of(DAVE, all)).hasSize(10);
        assertThat(of(BOB, all)).endsWith(message(BOB, 5_000, 500)).doesNotContain(message(BOB, 1, 500));
        assertThat(held.count()).isZero();
    }

    @Test
    void itIsTheSameForBytes() {
        add(CHARLIE, 10, 500);
        add(BOB, 100, 2 << 20);

        List<Held> all = held.takeAll();
        assertThat(of(CHARLIE, all)).hasSize(10);
        assertThat(of(BOB, all)).hasSize(19);
    }

    @Test
    void aMessageThatIsLongerThanAllRoomIsNotHeld() {
        assertThat(held.add(message(BOB, 1, HeldMessages.BYTES + 1))).isEqualTo(1);
        assertThat(held.count()).isZero();
    }

    @Test
    void ofAPeerThatIsGoneNothingIsHeld() {
        add(BOB, 1_000, 500);
        add(CHARLIE, 10, 500);
        held.forget(BOB);
        held.forget(DAVE);

        assertThat(held.count()).isEqualTo(10);
        assertThat(add(DAVE, 1_014, 500)).as("all the room is free").isZero();
    }

    @Test
    void ofEpochsFarAheadNothingIsOfUseButBlocks() {
        Message vote = new Message.VoteRequest(Round.of(2, 1));
        Epoch latest = new Epoch(7);
        assertThat(HeldMessages.isUseful(new Epoch(7), latest, vote)).isFalse();
        assertThat(HeldMessages.isUseful(new Epoch(8), latest, vote)).isTrue();
        assertThat(HeldMessages.isUseful(new Epoch(9), latest, vote)).isTrue();
        assertThat(HeldMessages.isUseful(new Epoch(10), latest, vote)).isFalse();
        assertThat(HeldMessages.isUseful(new Epoch(Long.MAX_VALUE), latest, vote))
                .isFalse();
    }
}
