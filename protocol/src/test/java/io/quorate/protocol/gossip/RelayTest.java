package io.quorate.protocol.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** consensus.md, Relay: a certificate goes, once, to those that have not shown after a while that they hold it. */
class RelayTest {
    private static final Duration WAIT = Duration.ofMillis(60);
    private static final PeerId A = new PeerId("a");
    private static final PeerId B = new PeerId("b");
    private static final ValidatorSet SET =
            ValidatorSet.of(List.of(new Validator(PublicKey.of(new byte[32]), new VotingPower(1))));

    private final Peers peers = new Peers();
    private final RecordingNetwork network = new RecordingNetwork();
    private final List<Duration> armed = new ArrayList<>();
    private final Relay relay = new Relay(peers, network, (timer, delay) -> armed.add(delay), WAIT);

    @BeforeEach
    void twoPeersAreConnected() {
        peers.connected(A, Optional.empty());
        peers.connected(B, Optional.empty());
    }

    private static Certificate nullification(int view) {
        return new Certificate(Subject.nullify(Round.of(1, view)), Signers.none(1), List.of());
    }

    private void fire() {
        relay.onTimer(SET, Optional.empty(), (validator, subject) -> false);
    }

    @Test
    void nothingIsPassedOnBeforeTheWaitIsOverAndThenOnceToWhoLacksIt() {
        relay.add(nullification(1));
        peers.recordShown(B, nullification(1).subject());

        fire();
        fire();
        assertThat(network.sent).isEmpty();
        fire();
        assertThat(network.sent).containsExactly(new RecordingNetwork.Sent(A, new Message.Certify(nullification(1))));
        assertThat(armed).hasSize(3).allMatch(WAIT.dividedBy(2)::equals);
    }

    @Test
    void oneTimerServesAllThatWait() {
        relay.add(nullification(1));
        relay.add(nullification(2));
        assertThat(armed).hasSize(1);

        fire();
        relay.add(nullification(3));
        fire();
        fire();
        assertThat(network.sent).hasSize(4);
        fire();
        assertThat(network.sent).hasSize(6);
        assertThat(armed).as("at rest it is not woken again").hasSize(4);
    }
}
