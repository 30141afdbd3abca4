package io.quorate.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.Signature;
import io.quorate.node.EmptyBlocks;
import io.quorate.node.runtime.Recent.Arrival;
import io.quorate.node.runtime.Recent.Entered;
import io.quorate.node.runtime.Recent.Finalized;
import io.quorate.node.runtime.Recent.LastVote;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentObserverTest {
    private static final Signature SIGNATURE = Signature.of(new byte[64]);

    private final AtomicLong nanos = new AtomicLong();
    private final RecentObserver observer =
            new RecentObserver(nanos::get, InstantSource.fixed(Instant.ofEpochMilli(5_000)));

    private static ValidatorIndex validator(int number) {
        return new ValidatorIndex(number);
    }

    private void pass(int millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    private void count(Subject subject, int validator) {
        observer.counted(new Vote(subject, validator(validator), SIGNATURE));
    }

    private void certify(Subject subject, int... validators) {
        Signers signers = Signers.none(4);
        for (int validator : validators) {
            signers = signers.with(validator(validator));
        }
        observer.certified(new Certificate(subject, signers, Collections.nCopies(validators.length, SIGNATURE)));
    }

    private void finish(Round round, Block block) {
        observer.finalized(round, block, List.of(), List.of(), Optional.empty());
    }

    @Test
    void aRoundIsToldWithWhatCameInItByTheTimeSinceItWasEntered() {
        Round round = Round.of(1, 7);
        Block block = EmptyBlocks.at(3);
        Subject notarize = Subject.notarize(round, View.ZERO, block.id());
        count(notarize, 2);
        pass(5);
        observer.entered(round, validator(2), Optional.empty());
        pass(10);
        observer.proposed(round, block);
        pass(2);
        count(notarize, 0);
        pass(1);
        certify(notarize, 0, 1, 2);
        assertThat(observer.recent(8).rounds())
                .containsExactly(new Entered(
                        round,
                        validator(2),
                        Optional.of(Duration.ofMillis(10)),
                        List.of(
                                new Arrival(Optional.of(validator(2)), VoteKind.NOTARIZE, Duration.ofMillis(-5)),
                                new Arrival(Optional.of(validator(0)), VoteKind.NOTARIZE, Duration.ofMillis(12)),
                                new Arrival(Optional.empty(), VoteKind.NOTARIZE, Duration.ofMillis(13)))));
    }

    @Test
    void theLastRoundsAreToldOldestFirst() {
        for (int view = 1; view <= 20; view++) {
            observer.entered(Round.of(1, view), validator(0), Optional.empty());
            count(Subject.nullify(Round.of(1, view)), 1);
        }
        assertThat(observer.recent(3).rounds())
                .extracting(Entered::round)
                .containsExactly(Round.of(1, 18), Round.of(1, 19), Round.of(1, 20));
        assertThat(observer.recent(0).rounds()).isEmpty();
    }

    @Test
    void aBlockIsToldWithTheTimeSinceItsProposalIfThatWasSeen() {
        Block proposed = EmptyBlocks.at(1);
        observer.proposed(Round.of(1, 1), proposed);
        pass(4);
        observer.proposed(Round.of(1, 2), proposed);
        pass(4);
        finish(Round.of(1, 2), proposed);
        finish(Round.of(1, 3), EmptyBlocks.at(2));
        assertThat(observer.recent(0).blocks())
                .containsExactly(
                        new Finalized(new Height(1), Round.of(1, 2), 0, 5_000, Optional.of(Duration.ofMillis(8))),
                        new Finalized(new Height(2), Round.of(1, 3), 0, 5_000, Optional.empty()));
    }

    @Test
    void whatIsKeptIsBounded() {
        for (int i = 0; i < 3 * RecentObserver.EVENTS; i++) {
            observer.entered(Round.of(1, i + 1), validator(0), Optional.empty());
            observer.proposed(Round.of(1, i + 1), EmptyBlocks.at(i % 1_000));
        }
        // The last 256 proposals were of heights 32 to 287.
        for (int height = 1; height <= 400; height++) {
            finish(Round.of(1, height), EmptyBlocks.at(height));
        }
        Recent recent = observer.recent(Integer.MAX_VALUE);
        assertThat(recent.rounds()).hasSizeBetween(RecentObserver.EVENTS / 2 - 1, RecentObserver.EVENTS / 2);
        assertThat(recent.blocks()).hasSize(RecentObserver.BLOCKS);
        assertThat(recent.blocks().get(0).latency()).isPresent();
        // Of a proposal that was forgotten, no time is made up.
        assertThat(recent.blocks().get(RecentObserver.BLOCKS - 1).latency()).isEmpty();
    }

    @Test
    void theLastVoteIsTheLatestOfTheLatestRound() {
        Subject notarize =
                Subject.notarize(Round.of(1, 5), View.ZERO, EmptyBlocks.at(1).id());
        Subject finalize =
                Subject.finalize(Round.of(1, 5), View.ZERO, EmptyBlocks.at(1).id());
        count(notarize, 1);
        pass(1);
        count(finalize, 1);
        pass(1);
        // Late, or of an older round: it says nothing newer of him.
        certify(notarize, 0, 1, 2);
        count(Subject.nullify(Round.of(1, 4)), 1);
        pass(10);
        assertThat(observer.recent(0).votes())
                .containsEntry(validator(1), new LastVote(Round.of(1, 5), VoteKind.FINALIZE, Duration.ofMillis(11)))
                .containsEntry(validator(0), new LastVote(Round.of(1, 5), VoteKind.NOTARIZE, Duration.ofMillis(10)))
                .doesNotContainKey(validator(3));
    }

    @Test
    void whoVotesWhenTheQuorumIsThereIsHeardFromButArrivesInNoRound() {
        observer.entered(Round.of(1, 5), validator(0), Optional.empty());
        observer.heard(new Vote(Subject.nullify(Round.of(1, 5)), validator(2), SIGNATURE));
        pass(10);

        Recent recent = observer.recent(1);

        assertThat(recent.votes())
                .containsExactly(
                        Map.entry(validator(2), new LastVote(Round.of(1, 5), VoteKind.NULLIFY, Duration.ofMillis(10))));
        assertThat(recent.rounds().get(0).arrivals()).isEmpty();
    }

    /** An index names another validator there. */
    @Test
    void anEpochBeginsWithoutVotes() {
        count(Subject.nullify(Round.of(1, 5)), 1);
        count(Subject.nullify(Round.of(2, 1)), 0);
        count(Subject.nullify(Round.of(1, 6)), 2);
        assertThat(observer.recent(0).votes()).containsOnlyKeys(validator(0));
    }
}
