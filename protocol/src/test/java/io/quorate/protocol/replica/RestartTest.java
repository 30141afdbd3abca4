package io.quorate.protocol.replica;

import static io.quorate.protocol.replica.Solo.finalizes;
import static io.quorate.protocol.replica.Solo.notarizes;
import static io.quorate.protocol.replica.Solo.nullifies;
import static io.quorate.protocol.replica.Solo.round;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Subject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a replica remembers, whatever happens to it: consensus.md, Persist before send. */
class RestartTest {
    private final TestChain chain = new TestChain(Duration.ofHours(1), 1, 1, 1, 1);

    private Solo leaderOfView1(int journalFullAt) {
        return new Solo(chain, chain.leader(1), journalFullAt);
    }

    private Solo follower(int journalFullAt) {
        return new Solo(chain, (chain.leader(1) + 1) % 4, journalFullAt);
    }

    @Test
    void aRestartedLeaderSendsTheSameProposalAgain() {
        Solo solo = leaderOfView1(400).start().fire(Timer.Idle.class);
        List<Subject> cast = solo.cast();
        assertThat(cast).hasSize(1);

        solo.clock = solo.clock.plus(Duration.ofSeconds(1));
        solo.restart();

        assertThat(solo.sent(Message.Propose.class)).hasSize(1);
        assertThat(solo.cast()).containsOnly(cast.get(0));
    }

    @Test
    void aRestartedLeaderSendsTheSameProposalAgainAfterTheJournalWasReplaced() {
        // Full at once: what is live is written anew, votes before blocks.
        Solo solo = leaderOfView1(1).start().fire(Timer.Idle.class);
        List<Subject> cast = solo.cast();

        solo.restart();

        assertThat(solo.sent(Message.Propose.class)).hasSize(1);
        assertThat(solo.cast()).containsOnly(cast.get(0));
    }

    /** consensus.md, Persist before send: the power may fail once a vote rests on what a killed process had committed. */
    @Test
    void whatAKilledProcessCommittedIsDurableBeforeAnythingIsSigned() {
        Solo solo = follower(400).start();
        Block block = chain.block(chain.root, 1, 1_000);
        solo.propose(block, 1, 0).certify(finalizes(1, 0, block), others(solo));

        solo.restart();
        solo.store.losePower();

        assertThat(solo.store.head().map(head -> head.block().id())).contains(block.id());
    }

    @Test
    void anImportedFloorStaysWhenTheJournalIsReplaced() {
        Solo solo = follower(1);
        solo.journal.append(new Entry.Floor(round(5)));
        solo.journal.sync();
        solo.start();
        solo.certify(nullifies(1), others(solo)).restart();

        solo.fire(Timer.Leader.class).fire(Timer.ViewEnd.class);

        assertThat(solo.round()).isEqualTo(round(2));
        assertThat(solo.cast()).isEmpty();
    }

    @Test
    void whatAKeySignedIsRememberedWhileTheReplicaRunsWithoutIt() {
        Solo solo = follower(1).start();
        Block red = chain.block(chain.root, 1, 1_000);
        Block blue = chain.block(chain.root, 1, 2_000);
        solo.propose(red, 1, 0);
        assertThat(solo.cast()).containsExactly(notarizes(1, 0, red));

        solo.hasKey = false;
        solo.restart();
        solo.certify(nullifies(3), others(solo));
        solo.hasKey = true;
        solo.restart();

        assertThat(solo.journal.recover())
                .anyMatch(entry -> entry instanceof Entry.Signed signed
                        && signed.vote().subject().equals(notarizes(1, 0, red)));
        assertThat(solo.cast()).doesNotContain(notarizes(1, 0, blue));
    }

    @Test
    void aRefusedSignatureIsNotTriedAgainAndAgain() {
        Solo solo = leaderOfView1(400);
        solo.journal.append(new Entry.Floor(round(5)));
        solo.journal.sync();
        solo.start().fire(Timer.Idle.class);
        long stored = solo.journalled(Entry.Stored.class);
        int refusals = solo.refusals;
        assertThat(refusals).isPositive();

        for (int i = 0; i < 100; i++) {
            solo.clock = solo.clock.plus(Duration.ofMillis(10));
            solo.from(others(solo)[0], new Message.Pass(java.util.Optional.of(round(1)), List.of()));
        }

        assertThat(solo.journalled(Entry.Stored.class)).isEqualTo(stored);
        assertThat(solo.refusals).isEqualTo(refusals);
    }

    @Test
    void aFullJournalIsReplacedOnceUntilFinalityFreesSomething() {
        Solo solo = follower(1).start();
        int before = solo.journal.replacements;

        for (int view = 1; view <= 50; view++) {
            solo.certify(nullifies(view), others(solo));
        }

        assertThat(solo.journal.replacements - before).isLessThanOrEqualTo(1);
        Block block = chain.block(chain.root, 51, 1_000);
        solo.propose(block, 51, 0).certify(finalizes(51, 0, block), others(solo));
        assertThat(solo.journal.replacements - before).isBetween(1, 2);
        assertThat(solo.journal.recover()).hasSizeLessThan(10);
    }

    @Test
    void aReplicaThatNotarizedAndStartsAgainHasSeenAProposal() {
        Solo solo = follower(400).start();
        Block red = chain.block(chain.root, 1, 1_000);
        solo.propose(red, 1, 0).restart();

        solo.fire(Timer.Leader.class);

        assertThat(solo.cast()).doesNotContain(nullifies(1));
        solo.fire(Timer.ViewEnd.class);
        assertThat(solo.cast()).contains(nullifies(1));
    }

    /**
     * A process may die when a vote is in the journal's file and the certificate that it made is not. Whoever is a quorum
     * alone gets no other vote that would make it.
     */
    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void aVoteThatIsAQuorumByItselfMakesItsCertificateAgain(long powerOfAnother) {
        TestChain mighty = powerOfAnother == 0
                ? new TestChain(Duration.ofHours(1), 1)
                : new TestChain(Duration.ofHours(1), 7, powerOfAnother);
        Solo nullified = new Solo(mighty, 0);
        nullified.journal.append(new Entry.Signed(mighty.vote(0, nullifies(1))));
        nullified.journal.sync();

        assertThat(nullified.start().round()).isEqualTo(round(2));
        assertThat(nullified.journal.recover())
                .as("what later votes rest on is durable")
                .anyMatch(entry -> entry instanceof Entry.Held held
                        && held.certificate().subject().equals(nullifies(1)));

        Solo notarized = new Solo(mighty, 0);
        Block block = mighty.block(mighty.root, 1, 1_000);
        notarized.journal.append(new Entry.Stored(block));
        notarized.journal.append(new Entry.Signed(mighty.vote(0, notarizes(1, 0, block))));
        notarized.journal.sync();

        notarized.start();

        assertThat(notarized.store.head().map(head -> head.block().id())).contains(block.id());
        assertThat(notarized.cast()).contains(finalizes(1, 0, block)).doesNotContain(nullifies(1));
    }

    private static int[] others(Solo solo) {
        return java.util.stream.IntStream.range(0, 4)
                .filter(i -> i != solo.self)
                .toArray();
    }
}
