package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.node.EmptyBlocks;
import io.quorate.protocol.port.Network;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A flood and what nobody asked for are faults; however busy a peer or this node is, that is none. */
class AllowancesTest {
    private static final PeerId BOB = new PeerId("12D3bob");
    private static final PeerId CHARLIE = new PeerId("12D3charlie");
    private static final Message SMALL = new Message.VoteRequest(Round.of(1, 1));

    private static final Duration DELTA = Duration.ofMillis(250);
    private static final int SAVED = 60 * Allowances.repeats(DELTA);

    private record Charge(PeerId peer, Fault fault) {}

    private final List<Charge> charges = new ArrayList<>();
    private final List<Message> sent = new ArrayList<>();
    private long nanos = Long.MAX_VALUE - 1_000;
    private Round finalized = Round.of(1, 1_000);
    private final Allowances allowances = new Allowances(new Recording(), () -> nanos, DELTA, () -> finalized);

    private final class Recording implements Network {
        @Override
        public void send(PeerId peer, Message message) {
            sent.add(message);
        }

        @Override
        public void broadcast(Message message) {
            sent.add(message);
        }

        @Override
        public void penalize(PeerId peer, Fault fault, String reason) {
            charges.add(new Charge(peer, fault));
        }
    }

    private int taken(PeerId peer, int messages, Message message) {
        int taken = 0;
        for (int i = 0; i < messages; i++) {
            taken += allowances.take(peer, message) ? 1 : 0;
        }
        return taken;
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static Message.Deliver block(long height) {
        return new Message.Deliver(EmptyBlocks.at(height), Optional.empty());
    }

    @Test
    void aSustainedFloodIsChargedTwiceWithinSeconds() {
        for (int tenth = 0; tenth < 60; tenth++) {
            taken(BOB, 2_000, SMALL);
            pass(Duration.ofMillis(100));
        }
        // Two of them are a ban: p2p's Reputation.
        assertThat(charges.size()).isGreaterThan(2);
        assertThat(charges).containsOnly(new Charge(BOB, Fault.FLOOD));
    }

    @Test
    void whatIsOverTheRateIsDroppedAndAnotherPeerIsUnaffected() {
        assertThat(taken(BOB, Allowances.BURST + 5_000, SMALL)).isEqualTo(Allowances.BURST);
        assertThat(taken(CHARLIE, 10_000, SMALL)).isEqualTo(10_000);
        assertThat(charges).containsOnly(new Charge(BOB, Fault.FLOOD));
    }

    /** Far more than a view's handful of messages, for an hour. */
    @Test
    void aBusyPeerIsNeverCharged() {
        for (int second = 0; second < 3_600; second++) {
            assertThat(taken(BOB, 4_000, SMALL)).isEqualTo(4_000);
            pass(Duration.ofSeconds(1));
        }
        assertThat(charges).isEmpty();
    }

    /** All that piled up while this node stood still comes at once: 20 s at 2,000 a second, then it goes on. */
    @Test
    void aBacklogAfterAStallIsNobodysFault() {
        taken(BOB, 2_000, SMALL);
        pass(Duration.ofSeconds(20));
        assertThat(taken(BOB, 40_000, SMALL)).isEqualTo(40_000);
        for (int second = 0; second < 10; second++) {
            assertThat(taken(BOB, 2_000, SMALL)).isEqualTo(2_000);
            pass(Duration.ofSeconds(1));
        }
        assertThat(charges).isEmpty();
    }

    @Test
    void aBlockThatNobodyAskedForIsAFault() {
        assertThat(allowances.take(BOB, block(1))).isFalse();
        assertThat(charges).containsExactly(new Charge(BOB, Fault.UNREQUESTED));
    }

    @Test
    void asManyBlocksAreTakenAsWereAskedForHoweverLateTheyCome() {
        allowances.send(BOB, new Message.BlockRequest(new BlockId(Sha256.hash())));
        allowances.send(BOB, new Message.RangeRequest(new Height(1), 64));
        // Another was asked meanwhile; the first answers all the same.
        allowances.send(CHARLIE, new Message.RangeRequest(new Height(1), 64));
        pass(Duration.ofMinutes(1));
        assertThat(taken(CHARLIE, 64, block(1))).isEqualTo(64);
        assertThat(taken(BOB, 65, block(1))).isEqualTo(65);
        assertThat(charges).isEmpty();
        assertThat(sent).hasSize(3);

        assertThat(allowances.take(BOB, block(1))).isFalse();
        assertThat(charges).containsExactly(new Charge(BOB, Fault.UNREQUESTED));
    }

    /** Catching up at full speed is not a flood. */
    @Test
    void requestedBlocksDoNotCountAsMessages() {
        for (int i = 0; i < 2_000; i++) {
            allowances.send(BOB, new Message.RangeRequest(new Height(1), 64));
            assertThat(taken(BOB, 64, block(1))).isEqualTo(64);
        }
        assertThat(taken(BOB, Allowances.BURST, SMALL)).isEqualTo(Allowances.BURST);
        assertThat(charges).isEmpty();
    }

    private static Message vote(Round round, int validator) {
        return new Message.CastVote(
                new Vote(Subject.nullify(round), new ValidatorIndex(validator), Signature.of(new byte[64])));
    }

    private int takenOfVotes(PeerId peer, int times, Round round) {
        int taken = 0;
        for (int i = 0; i < times; i++) {
            taken += taken(peer, 1, vote(round, i % 100));
        }
        return taken;
    }

    /** 100 old votes, in a moment. */
    @Test
    void whoSendsTheSameOldMessagesAgainAndAgainIsCharged() {
        Round old = Round.of(1, 1_000 - Repeats.VIEWS_BEHIND - 1);

        assertThat(takenOfVotes(BOB, SAVED + 2_000, old)).isEqualTo(100 * Repeats.TIMES + SAVED);

        assertThat(charges.size()).isGreaterThan(2);
        assertThat(charges).containsOnly(new Charge(BOB, Fault.REPLAY));
        assertThat(takenOfVotes(CHARLIE, 100, old)).isEqualTo(100);
    }

    @Test
    void aReplayerGetsNoNewAllowanceByComingAgain() {
        Round old = Round.of(1, 1);
        takenOfVotes(BOB, SAVED + 1_000, old);
        assertThat(charges).isNotEmpty();
        charges.clear();

        allowances.forget(BOB);

        assertThat(takenOfVotes(BOB, 1_000, old))
                .as("what it said is forgotten, not how much")
                .isEqualTo(100 * Repeats.TIMES);
        assertThat(charges).isNotEmpty();
    }

    /** Known, and bounded by the rate of all messages. */
    @Test
    void whoHasMoreOldMessagesThanAreRememberedIsNotFoundOut() {
        for (int round = 0; round < 10; round++) {
            for (int view = 1; view <= Repeats.KEPT + 1; view++) {
                taken(BOB, 1, vote(Round.of(1, 1 + view % 900), view / 900));
            }
        }
        assertThat(charges).isEmpty();
    }

    /** Gossip makes duplicates of what is new, statuses are answered again and again. */
    @Test
    void repeatingWhatIsNewIsNobodysFault() {
        assertThat(takenOfVotes(BOB, 20_000, Round.of(1, 1_000 - Repeats.VIEWS_BEHIND)))
                .isEqualTo(20_000);
        assertThat(takenOfVotes(BOB, 20_000, Round.of(2, 1))).isEqualTo(20_000);
        finalized = Round.of(2, Repeats.VIEWS_BEHIND);
        assertThat(takenOfVotes(CHARLIE, 20_000, Round.of(1, 1))).isEqualTo(20_000);
        assertThat(charges).isEmpty();
    }

    /** What piled up in the buffers comes late, each message once or twice. */
    @Test
    void aBacklogOfOldMessagesIsNobodysFault() {
        finalized = Round.of(3, 1);
        for (int view = 1; view <= 200; view++) {
            takenOfVotes(BOB, 200, Round.of(1, view));
        }
        assertThat(charges).isEmpty();
    }

    /** For an hour, what Standstill and Repeat make together (consensus.md). */
    @Test
    void aPeerThatIsCutOffAndRepeatsAllItHasIsNeverCharged() {
        for (int second = 0; second < 3_600; second++) {
            assertThat(takenOfVotes(BOB, 82, Round.of(1, 1))).isEqualTo(82);
            assertThat(takenOfVotes(BOB, 8, Round.of(1, 2))).isEqualTo(8);
            pass(Duration.ofSeconds(1));
        }
        assertThat(charges).isEmpty();
    }

    /** Its queue holds all that it repeated in the 20 s until either side would have closed the connection. */
    @Test
    void aPeerThatComesBackAfterAPartitionIsNotCharged() {
        Allowances quick = new Allowances(new Recording(), () -> nanos, Duration.ofMillis(20), () -> finalized);
        for (int i = 0; i < 20 * (82 + 100); i++) {
            assertThat(quick.take(BOB, vote(Round.of(1, 1), i % 2))).isTrue();
        }
        assertThat(charges).isEmpty();
    }

    @Test
    void peersThatComeAndGoAreForgottenInTheEnd() {
        taken(BOB, Allowances.BURST, SMALL);
        for (int i = 0; i < 2_000; i++) {
            allowances.take(new PeerId("peer" + i), SMALL);
        }
        assertThat(allowances.take(BOB, SMALL)).isTrue();
    }
}
