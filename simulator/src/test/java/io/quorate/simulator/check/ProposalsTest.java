package io.quorate.simulator.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.protocol.types.Round;
import org.junit.jupiter.api.Test;

/** An invalid proposal is its round's leader's, whenever it comes. */
class ProposalsTest {
    private static final int LIAR = 3;
    private final Proposals proposals = new Proposals(node -> node != LIAR);

    @Test
    void aLiarsIsNoViolation() {
        proposals.led(Round.of(1, 4), LIAR);
        assertThatCode(() -> proposals.invalid(Round.of(1, 4), "bad")).doesNotThrowAnyException();
    }

    @Test
    void anHonestLeadersIsOneAtOnce() {
        proposals.led(Round.of(1, 4), 0);
        assertThatThrownBy(() -> proposals.invalid(Round.of(1, 4), "bad")).isInstanceOf(Violation.class);
    }

    /** A liar's proposal for the next round, found invalid while an honest one leads this one. */
    @Test
    void oneThatComesEarlyIsThatOfTheLeaderOfItsOwnRound() {
        proposals.led(Round.of(1, 4), 0);
        proposals.invalid(Round.of(1, 5), "bad");
        assertThatCode(() -> proposals.led(Round.of(1, 5), LIAR)).doesNotThrowAnyException();
    }

    @Test
    void anHonestLeadersThatComesEarlyIsFoundWhenItsRoundBegins() {
        proposals.invalid(Round.of(1, 5), "bad");
        assertThatThrownBy(() -> proposals.led(Round.of(1, 5), 1)).isInstanceOf(Violation.class);
    }
}
