package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.finalizes;
import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static io.quorate.protocol.replica.Solo.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Well-signed input that means harm, and input from far away: no peer can stop, fill or slow a replica. */
class HostileInputTest {
    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);
    private final Solo solo = new Solo(chain, 0);

    @Test
    void aReplicaFarBehindInItsEpochTakesBlocksIn() {
        // View 1 is undecided here when the others are 10,000 views ahead: more than the schedule remembers.
        solo.start().votes(nullifies(1), 1);
        Block block = chain.block(chain.root, 9_999, 1_000);
        solo.certify(finalizes(9_999, 0, block), 1, 2, 3);

        solo.fire(Timer.Fetch.class);
        solo.from(1, new Message.Deliver(block, Optional.empty()));

        assertThat(solo.store.head().orElseThrow().block()).isEqualTo(block);
    }

    @Test
    void aReplicaWhoseOwnOldVoteLiesFarBehindStartsAgain() {
        solo.start().fire(Timer.Leader.class);
        assertThat(solo.cast()).contains(nullifies(1));
        solo.certify(nullifies(9_999), 1, 2, 3);

        solo.restart();

        assertThat(solo.round()).isEqualTo(round(10_000));
    }

    @Test
    void aPeerThatClaimsAGreatHeightCannotFillTheJournal() {
        solo.start().status(1, round(1), Long.MAX_VALUE, Round.GENESIS);
        solo.fire(Timer.Tick.class);
        assertThat(solo.sent(Message.RangeRequest.class)).isNotEmpty();

        for (int i = 0; i < 2_000; i++) {
            solo.from(1, new Message.Deliver(chain.block(chain.root, 1, 2_000 + i), Optional.empty()));
        }

        assertThat(solo.journalled(SigningJournal.Entry.Stored.class)).isLessThan(10);
    }

    @Test
    void junkBlocksOfAPeerThatClaimsAGreatHeightDoNotKeepOutTheRightOnes() {
        solo.start().status(1, round(1), Long.MAX_VALUE, Round.GENESIS);
        for (int turn = 0; turn < 300; turn++) {
            solo.fire(Timer.Tick.class);
            Block junk = chain.root;
            for (int i = 0; i < 64; i++) {
                junk = chain.block(junk, 1, 2_000 + turn);
                solo.from(1, new Message.Deliver(junk, Optional.empty()));
            }
        }

        Block block = chain.block(chain.root, 1, 1_000);
        solo.propose(block, 1, 0);

        assertThat(solo.cast()).contains(notarizes(1, 0, block));
    }

    @Test
    void liveBlocksDoNotKeepOutThoseThatAReplicaFarBehindNeeds() {
        solo.start();
        Block parent = chain.root;
        Block first = chain.block(chain.root, 1, 1_000);
        for (int view = 1; view <= 1_100; view++) {
            parent = chain.block(parent, view, 1_000 + view);
            if (view == 1) {
                first = parent;
                solo.certify(nullifies(1), 1, 2, 3);
            } else {
                solo.propose(parent, view, view - 1).certify(notarizes(view, view - 1, parent), 1, 2, 3);
            }
        }
        solo.certify(finalizes(1, 0, first), 1, 2, 3);

        solo.fire(Timer.Fetch.class);
        solo.from(1, new Message.Deliver(first, Optional.empty()));

        assertThat(solo.store.head().orElseThrow().block()).isEqualTo(first);
    }

    @Test
    void numbersNearTheEndOfTheirRangeDoNoHarm() {
        Round last = Round.of(1, Long.MAX_VALUE);
        Round lastEpoch = Round.of(Long.MAX_VALUE, Long.MAX_VALUE);
        Block block = chain.block(chain.root, 1, 1_000);
        solo.start();
        for (Round round : new Round[] {last, lastEpoch, Round.of(Long.MAX_VALUE, 1)}) {
            solo.votes(Subject.nullify(round), 1);
            solo.votes(Subject.finalize(round, View.ZERO, block.id()), 1);
            solo.from(1, new Message.VoteRequest(round));
            solo.from(1, new Message.Pass(Optional.of(round), List.of()));
            solo.status(1, round, Long.MAX_VALUE, round);
            solo.fire(Timer.Tick.class);
        }
        solo.from(1, new Message.RangeRequest(new Height(Long.MAX_VALUE), Integer.MAX_VALUE));
        solo.from(1, new Message.RangeRequest(new Height(0), Integer.MIN_VALUE));

        solo.propose(block, 1, 0);

        assertThat(solo.cast()).contains(notarizes(1, 0, block));
    }

    @Test
    void aProposalThatNamesOneBlockInItsParentViewAndAnotherInItsHeaderIsInvalid() {
        Block red = solo.name("red", chain.block(chain.root, 1, 1_000));
        Block blue = solo.name("blue", chain.block(chain.root, 2, 1_000));
        solo.start().certify(notarizes(1, 0, red), 1, 2, 3);

        solo.propose(blue, 2, 1);

        assertThat(solo.cast()).contains(nullifies(2)).doesNotContain(notarizes(2, 1, blue));
    }

    @Test
    void aBlockDeliveredByAPlainPeerThatWasNeverAskedForItIsNotTakenIn() {
        Block block = chain.block(chain.root, 1, 1_000);

        solo.start().from(1, new Message.Deliver(block, Optional.empty()));

        assertThat(solo.replica().snapshot().head().height().number()).isZero();
        assertThat(solo.journalled(SigningJournal.Entry.Stored.class)).isZero();
    }

    @Test
    void aVoteForABlockByAnyoneElseDoesNotMakeItLookObtained() {
        Block block = chain.block(chain.root, 1, 1_000);
        int stranger = (chain.leader(1) + 1) % 4 == 0 ? (chain.leader(1) + 2) % 4 : (chain.leader(1) + 1) % 4;
        solo.start().certify(finalizes(1, 0, block), 1, 2, 3);

        solo.from(
                stranger,
                new Message.Propose(
                        new Proposal(block, chain.vote(stranger, notarizes(1, 0, block))), Optional.empty()));
        solo.sent.clear();
        solo.fire(Timer.Fetch.class);

        // Either it was taken in, since it was asked for, or it is asked for still.
        assertThat(solo.store.head().orElseThrow().block().equals(block)
                        || !solo.sent(Message.BlockRequest.class).isEmpty())
                .isTrue();
    }
}
