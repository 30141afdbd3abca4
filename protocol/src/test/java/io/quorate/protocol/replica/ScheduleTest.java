package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.finalizes;
import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Samples;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Schedules that once broke a draft of the rules, move by move: the end of simulation.md. */
class ScheduleTest {
    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);
    private final Block red = chain.block(chain.root, 1, 1_000);

    private Solo replica(TestChain of, int self) {
        Solo solo = new Solo(of, self);
        solo.name("red", red);
        return solo;
    }

    private static int[] others(Solo solo) {
        return IntStream.range(0, solo.chain.set.size())
                .filter(i -> i != solo.self)
                .toArray();
    }

    @Test
    void theHappyView() {
        Solo solo = replica(chain, 3).start();
        solo.told();

        solo.propose(red, 1, 0).votes(notarizes(1, 0, red), 0, 2).votes(finalizes(1, 0, red), 0, 2);

        assertThat(solo.told()).isEqualTo("""
                > proposal v1 red on 0
                < send notarize v1 red on 0
                > notarize v1 red on 0 from 0
                < enter v2
                < send finalize v1 red on 0
                > notarize v1 red on 0 from 2
                > finalize v1 red on 0 from 0
                > finalize v1 red on 0 from 2
                < final red""");
    }

    @Test
    void theLeaderNullifiesAfterAllHaveFinalized() {
        Solo solo = replica(chain, 3).start();
        solo.propose(red, 1, 0).certify(notarizes(1, 0, red), 0, 1, 2);
        solo.told();

        solo.votes(nullifies(1), chain.leader(1)).fire(Timer.Leader.class).fire(Timer.ViewEnd.class);

        assertThat(solo.told()).isEqualTo("""
                > nullify v1 from 2
                > timer Leader
                < send nullify v2
                > timer ViewEnd""");
    }

    @Test
    void oneFormsANotarizationAloneFinalizesAndCrashesWhileTheLeaderGoesSilent() {
        Solo solo = replica(chain, 2).start();
        Block blue = solo.name("blue", chain.block(chain.root, 2, 2_000));
        solo.propose(red, 1, 0).votes(notarizes(1, 0, red), 0, 3);
        solo.told();

        solo.restart();
        solo.certify(nullifies(1), 0, 1, 3).propose(blue, 2, 0);

        assertThat(solo.told()).isEqualTo("""
                > restart
                < enter v2
                < send notarize v1 red on 0
                < send finalize v1 red on 0
                > nullification v1 by {0, 1, 3}
                > proposal v2 blue on 0
                < send notarize v2 blue on 0""");
    }

    @Test
    void aBoundaryBlockWithANotarizationOnlyIsProposedAgainAtOnce() {
        TestChain brief = new TestChain(Duration.ofSeconds(2), 1, 1, 1, 1);
        Solo solo = replica(brief, brief.leader(2));
        solo.clock = new BlockTime(3_000);
        solo.start();
        Block last = solo.name("last", brief.block(brief.root, 1, 2_500));
        solo.told();

        solo.propose(last, 1, 0).certify(notarizes(1, 0, last), others(solo));
        solo.certify(finalizes(2, 1, last), others(solo));

        assertThat(solo.told()).isEqualTo("""
                > proposal v1 last on 0
                < send notarize v1 last on 0
                > notarization v1 last on 0 by {0, 1, 2}
                < enter v2
                < send finalize v1 last on 0
                < propose notarize v2 last on 1
                > finalization v2 last on 1 by {0, 1, 2}
                < enter v3
                < enter e2 v1
                < final last
                < ask peer0 votes v2""");
    }

    @Test
    void aFollowerNotarizesTheBoundaryBlockAgainAndNoOtherBlock() {
        TestChain brief = new TestChain(Duration.ofSeconds(2), 1, 1, 1, 1);
        int self = IntStream.range(0, 4)
                .filter(i -> i != brief.leader(2) && i != brief.leader(1))
                .findFirst()
                .orElseThrow();
        Solo solo = replica(brief, self);
        solo.clock = new BlockTime(3_000);
        solo.start();
        Block first = solo.name("first", brief.block(brief.root, 1, 1_000));
        Block last = solo.name("last", brief.block(brief.root, 1, 2_500));

        solo.propose(first, 1, 0).certify(notarizes(1, 0, first), others(solo)).propose(first, 2, 1);
        assertThat(solo.cast()).contains(nullifies(2)).doesNotContain(notarizes(2, 1, first));

        Solo other = replica(brief, self);
        other.clock = new BlockTime(3_000);
        other.start();
        other.propose(last, 1, 0).certify(notarizes(1, 0, last), others(other)).propose(last, 2, 1);
        assertThat(other.cast()).contains(notarizes(2, 1, last)).doesNotContain(nullifies(2));
    }

    @Test
    void nothingFollowsTheBoundaryBlockInItsEpoch() {
        TestChain brief = new TestChain(Duration.ofSeconds(2), 1, 1, 1, 1);
        int self = IntStream.range(0, 4)
                .filter(i -> i != brief.leader(2) && i != brief.leader(1))
                .findFirst()
                .orElseThrow();
        Solo solo = replica(brief, self);
        solo.clock = new BlockTime(3_000);
        solo.start();
        Block last = brief.block(brief.root, 1, 2_500);
        Block after = brief.block(last, 2, 2_600);

        solo.propose(last, 1, 0).certify(notarizes(1, 0, last), others(solo)).propose(after, 2, 1);

        assertThat(solo.cast()).contains(nullifies(2)).doesNotContain(notarizes(2, 1, after));
    }

    @Test
    void aVoteThatLeftRestsOnACertificateThatIsThereAfterACrash() {
        // Powers 3, 1, 1, 2: validators 0 and 3 are a quorum.
        TestChain weighted = new TestChain(Duration.ofHours(1), 3, 1, 1, 2);
        Solo solo = replica(weighted, 0).start();
        solo.fire(Timer.Leader.class).fire(Timer.ViewEnd.class);
        solo.votes(nullifies(1), 3).fire(Timer.Leader.class).fire(Timer.ViewEnd.class);
        assertThat(solo.cast()).contains(nullifies(1), nullifies(2));

        solo.restart();
        solo.from(3, new Message.VoteRequest(Solo.round(1)));

        assertThat(solo.round()).isEqualTo(Solo.round(2));
        assertThat(solo.sent(Message.Certify.class).stream()
                        .map(certify -> certify.certificate().subject()))
                .contains(nullifies(1));
        assertThat(solo.cast()).contains(nullifies(2));
    }

    /** Wherever the crash comes: who jumped over the view can go on, for the one nullification below it is not lost. */
    @Test
    void whoJumpsOverANullifiedViewGetsWhatLedIntoItFromTheOneThatCrashed() {
        TestChain weighted = new TestChain(Duration.ofHours(1), 3, 1, 1, 2);
        int jumper = weighted.leader(3) == 3 ? 2 : 3;
        Block block = weighted.block(weighted.root, 3, 1_000);
        int voted = 0;
        int crashes = 0;
        for (boolean crashed = true; crashed; crashes++) {
            Solo zero = new Solo(weighted, 0).start();
            zero.fire(Timer.Leader.class).fire(Timer.ViewEnd.class);
            zero.disk.crashAt(zero.disk.points() + crashes);
            try {
                // It alone sees view 1 nullified, and nullifies view 2.
                zero.votes(nullifies(1), 3).fire(Timer.Leader.class).fire(Timer.ViewEnd.class);
                crashed = false;
            } catch (Disk.Crash crash) {
                // As it was meant to be.
            }
            zero.disk.crashAt(-1);
            boolean left = zero.cast().contains(nullifies(2));
            zero.restart();
            if (!left && !zero.cast().contains(nullifies(2))) {
                continue;
            }
            voted++;
            Solo other = new Solo(weighted, jumper).start();
            other.certify(nullifies(2), others(other)).propose(block, 3, 0);
            assertThat(other.round()).isEqualTo(Solo.round(3));
            assertThat(other.cast()).doesNotContain(notarizes(3, 0, block));

            zero.sent.clear();
            zero.from(jumper, new Message.VoteRequest(Solo.round(1)));
            zero.sent(Message.Certify.class).forEach(answer -> other.from(0, answer));

            assertThat(other.cast()).as("the crash came at point %s", crashes).contains(notarizes(3, 0, block));
        }
        // Once its vote had left, and at least once it was durable and had not.
        assertThat(voted).isGreaterThan(1);
        assertThat(crashes).isGreaterThan(voted);
    }

    @Test
    void aRestartLeadsIntoTheEpochAndViewOfTheLatestCertificate() {
        TestChain brief = new TestChain(Duration.ofSeconds(2), 1, 1, 1, 1);
        Solo solo = replica(brief, 3);
        solo.clock = new BlockTime(3_000);
        solo.start();
        Block last = brief.block(brief.root, 1, 2_500);
        solo.propose(last, 1, 0).certify(finalizes(1, 0, last), 0, 1, 2);
        solo.certify(Subject.nullify(Round.of(2, 7)), 0, 1, 2);
        assertThat(solo.round()).isEqualTo(Round.of(2, 8));

        solo.restart();
        assertThat(solo.round()).isEqualTo(Round.of(2, 8));

        // The store was not synced: all of it comes back from the journal.
        solo.store.losePower();
        solo.restart();
        assertThat(solo.round()).isEqualTo(Round.of(2, 8));
        assertThat(solo.store.head().orElseThrow().block()).isEqualTo(last);
    }

    @Test
    void aRelayerThatManglesBodiesHarmsItselfOnly() {
        Solo solo = replica(chain, 3).start();
        Block mangled = Block.of(red.header(), List.of(new Samples(1).transaction()));
        Vote leaders = chain.vote(chain.leader(1), notarizes(1, 0, red));
        int relayer = IntStream.range(0, 3)
                .filter(i -> i != chain.leader(1))
                .findFirst()
                .orElseThrow();

        solo.from(relayer, new Message.Propose(new Proposal(mangled, leaders), Optional.empty()));
        assertThat(solo.faults).containsExactly(Fault.INVALID_BLOCK);
        assertThat(solo.cast()).isEmpty();

        // The leader's vote is here all the same, and the block is asked for; the relayer mangles it once more.
        solo.votes(notarizes(1, 0, red), chain.leader(1)).fire(Timer.Fetch.class);
        solo.from(relayer, new Message.Deliver(mangled, Optional.empty()));
        assertThat(solo.cast()).isEmpty();
        solo.from(chain.leader(1), new Message.Deliver(red, Optional.empty()));

        assertThat(solo.faults).containsExactly(Fault.INVALID_BLOCK, Fault.INVALID_BLOCK);
        assertThat(solo.cast()).containsExactly(notarizes(1, 0, red));
    }

    @Test
    void aDelayJustAboveThreeDeltaIsOvercome() {
        Cluster cluster = new Cluster(900, 1, 1, 1, 1);
        cluster.minDelayMicros = 755_000;
        cluster.maxDelayMicros = 790_000;
        cluster.startAll();

        cluster.runUntil(Duration.ofMinutes(3), c -> c.leastHeight() >= 3);
    }

    @Test
    void anEquivocatingLeadersTwoBlocksAreAccusedAndNeitherIsFinalizedHere() {
        Solo solo = replica(chain, 3).start();
        Block blue = solo.name("blue", chain.block(chain.root, 1, 999));
        solo.propose(red, 1, 0).propose(blue, 1, 0);
        solo.told();

        solo.votes(notarizes(1, 0, red), 0, 2).fire(Timer.Leader.class);

        assertThat(solo.cast()).contains(notarizes(1, 0, red)).doesNotContain(finalizes(1, 0, red));
        assertThat(solo.round()).isEqualTo(Solo.round(2));
    }
}
