package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.finalizes;
import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static io.quorate.protocol.replica.Solo.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Rules that keep a replica going, and that keep others from wearing it out. */
class LivenessTest {
    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);
    private final Solo solo = new Solo(chain, chain.leader(2) == 0 ? 1 : 0);

    private int[] others() {
        return IntStream.range(0, chain.set.size()).filter(i -> i != solo.self).toArray();
    }

    @Test
    void aReplicaThatWasAwayTakesNoLeaderForDead() {
        solo.start();
        long view = 200;
        while (chain.leader(view) == solo.self || chain.leader(view - 1) == chain.leader(view)) {
            view++;
        }
        int leader = chain.leader(view);
        int[] heard = IntStream.range(0, 4).filter(i -> i != leader).toArray();

        solo.certify(nullifies(view - 2), heard).certify(nullifies(view - 1), heard);

        assertThat(solo.round()).isEqualTo(round(view));
        assertThat(solo.cast()).doesNotContain(nullifies(view));
    }

    @Test
    void aLeaderThatWasSilentForTenViewsIsSkippedAtOnce() {
        solo.start();
        int silent = chain.leader(2);
        int[] heard = IntStream.range(0, 4).filter(i -> i != silent).toArray();
        long view = 1;
        for (; view <= 11 || chain.leader(view) != silent; view++) {
            solo.certify(nullifies(view), heard);
        }

        assertThat(solo.cast()).contains(nullifies(view));
        assertThat(solo.cast()).allMatch(subject -> chain.leader(subject.view().number()) == silent);
    }

    @Test
    void withManyValidatorsAStandstillSaysMoreThanItsFirstTwoCertificates() {
        long[] powers = new long[100];
        java.util.Arrays.fill(powers, 1);
        TestChain wide = new TestChain(Duration.ofHours(1), powers);
        Solo one = new Solo(wide, 0).start();
        int[] quorum = IntStream.rangeClosed(1, 67).toArray();
        for (int view = 1; view <= 3; view++) {
            one.fire(Timer.Leader.class).fire(Timer.ViewEnd.class);
            one.certify(nullifies(view), quorum);
        }
        one.sent.clear();

        for (int tick = 0; tick < 60; tick++) {
            one.fire(Timer.Tick.class);
        }

        assertThat(one.cast()).contains(nullifies(1), nullifies(2), nullifies(3));
        assertThat(one.sent(Message.Certify.class).stream()
                        .map(certify -> certify.certificate().subject()))
                .contains(nullifies(1), nullifies(2), nullifies(3));
    }

    @Test
    void junkVotesDoNotCrowdOutTheOnesThatCountInAStatusAndItsAnswer() {
        long[] powers = new long[40];
        java.util.Arrays.fill(powers, 1);
        TestChain wide = new TestChain(Duration.ofHours(1), powers);
        Solo one = new Solo(wide, 39).start();
        for (int liar = 0; liar < 13; liar++) {
            for (int i = 0; i < 2; i++) {
                Block junk = wide.block(wide.root, 1, 5_000 + 100 * liar + i);
                one.votes(notarizes(1, 0, junk), liar);
                one.votes(finalizes(1, 0, junk), liar);
            }
        }
        one.votes(nullifies(1), IntStream.range(13, 36).toArray());
        one.fire(Timer.Tick.class).sent.clear();

        one.fire(Timer.Tick.class).fire(Timer.Tick.class).status(1, round(1), 0, Round.GENESIS);

        Message.Report report = one.sent(Message.Report.class).get(0);
        assertThat(report.status().views().get(0).votes())
                .anyMatch(held -> held.subject().equals(nullifies(1)));
        assertThat(one.sent(Message.CastVote.class).stream()
                        .filter(cast -> cast.vote().subject().equals(nullifies(1))))
                .hasSizeGreaterThanOrEqualTo(23);
    }

    @Test
    void anInternalFailureWhileExecutingAProposalMakesItInvalid() {
        solo.application = new Failing();
        solo.start();
        Block red = chain.block(chain.root, 1, 1_000);

        solo.propose(red, 1, 0);

        assertThat(solo.cast()).contains(nullifies(1)).doesNotContain(notarizes(1, 0, red));
    }

    @Test
    void aBlockFromTheFutureWaitsWithOneTimerUntilItIsNot() {
        solo.start();
        Block late = chain.block(chain.root, 1, solo.clock.millis() + 2_100);
        solo.propose(late, 1, 0);
        for (int i = 0; i < 20; i++) {
            solo.propose(chain.block(chain.root, 5 + i, 1_000 + i), 5 + i, 0);
        }
        assertThat(solo.armed.stream().filter(Timer.Ripen.class::isInstance)).hasSize(1);
        assertThat(solo.cast()).doesNotContain(notarizes(1, 0, late));
    }

    @Test
    void aBlockFromTheFutureIsNotarizedOnceItIsRipe() {
        solo.start();
        Block late = chain.block(chain.root, 1, solo.clock.millis() + 2_100);
        solo.propose(late, 1, 0);
        assertThat(solo.cast()).isEmpty();

        solo.clock = solo.clock.plus(Duration.ofMillis(100));
        solo.fire(Timer.Ripen.class);

        assertThat(solo.cast()).contains(notarizes(1, 0, late));
    }

    @Test
    void oneBoundaryFinalizationLetsIntoTheNextEpochAndIsRepeatedThere() {
        TestChain brief = new TestChain(Duration.ofSeconds(2), 1, 1, 1, 1);
        Solo one = new Solo(brief, (brief.leader(1) + 1) % 4).start();
        one.clock = new BlockTime(3_000);
        Block last = brief.block(brief.root, 1, 2_500);
        Subject boundary = finalizes(1, 0, last);
        one.propose(last, 1, 0);
        one.certify(boundary, IntStream.range(0, 4).filter(i -> i != one.self).toArray());
        assertThat(one.round()).isEqualTo(Round.of(2, 1));
        one.fire(Timer.Leader.class);
        one.sent.clear();

        one.fire(Timer.Repeat.class);

        assertThat(one.cast()).containsExactly(Subject.nullify(Round.of(2, 1)));
        assertThat(one.sent(Message.Certify.class).stream()
                        .map(certify -> certify.certificate().subject()))
                .contains(boundary);
    }

    @Test
    void aPeerIsServedNoMoreThanItsShareBetweenTwoTicks() {
        solo.start();
        Block block = chain.block(chain.root, 1, 1_000);
        solo.propose(block, 1, 0).certify(finalizes(1, 0, block), others());
        solo.fire(Timer.Tick.class).sent.clear();

        for (int i = 0; i < 10_000; i++) {
            solo.from(1, new Message.RangeRequest(new Height(1), 64));
            solo.from(1, new Message.BlockRequest(block.id()));
            solo.from(1, new Message.VoteRequest(round(2)));
            solo.status(1, round(1), 0, Round.GENESIS);
        }
        assertThat(solo.sent.size()).isLessThan(5_000);

        int before = solo.sent.size();
        solo.from(2 == solo.self ? 3 : 2, new Message.RangeRequest(new Height(1), 64));
        assertThat(solo.sent.size()).isGreaterThan(before);
        solo.fire(Timer.Tick.class);
        before = solo.sent.size();
        solo.from(1, new Message.BlockRequest(block.id()));
        assertThat(solo.sent.size()).isGreaterThan(before);
    }

    /** An application with a bug. */
    private static final class Failing implements Application {
        private final LogApplication log = new LogApplication();

        @Override
        public Execution genesis(Genesis genesis) {
            return log.genesis(genesis);
        }

        @Override
        public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
            throw new ArithmeticException("a bug of ours");
        }

        @Override
        public Optional<Refusal> refuse(ReadableState parent, BlockTime time, Transaction transaction) {
            return Optional.empty();
        }

        @Override
        public byte[] accusation(Evidence evidence) {
            return log.accusation(evidence);
        }

        @Override
        public boolean isAccusation(Transaction transaction) {
            return log.isAccusation(transaction);
        }

        @Override
        public Optional<Refusal> refuse(ReadableState state, BlockTime time, Evidence evidence) {
            return log.refuse(state, time, evidence);
        }
    }
}
