package io.quorate.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Ledger;
import io.quorate.node.EmptyBlocks;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsObserverTest {
    private static final Signature SIGNATURE = Signature.of(new byte[64]);

    private final NodeMetrics metrics = MetricsFixture.metrics();
    private final AtomicLong nanos = new AtomicLong();
    private final MetricsObserver observer = new MetricsObserver(
            metrics, nanos::get, InstantSource.fixed(Instant.ofEpochMilli(5_000)), new MetricsObserver.Names() {
                @Override
                public String of(Epoch epoch, ValidatorIndex index) {
                    return "v" + index;
                }

                @Override
                public String of(PublicKey key) {
                    return "v" + key.toBytes()[0];
                }
            });

    @AfterEach
    void close() {
        metrics.close();
    }

    private static ValidatorIndex validator(int number) {
        return new ValidatorIndex(number);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Vote vote(Subject subject, int validator) {
        return new Vote(subject, validator(validator), SIGNATURE);
    }

    private static Application.Event penalty(String reason, int validator, long epoch, long view) {
        return new Application.Event(
                Ledger.VALIDATOR_SLASHED,
                new TreeMap<>(Map.of(
                        "reason", reason,
                        "key", PublicKey.of(new byte[] {(byte) validator}).toHex(),
                        "epoch", Long.toString(epoch),
                        "view", Long.toString(view))));
    }

    private void finalized(long height, Application.Event... events) {
        observer.finalized(Round.of(1, height), EmptyBlocks.at(height), List.of(), List.of(events), Optional.empty());
    }

    private static Evidence equivocation(long view, int validator) {
        Round round = Round.of(1, view);
        Subject red = Subject.finalize(round, View.ZERO, EmptyBlocks.at(1).id());
        Subject blue = Subject.finalize(round, View.ZERO, EmptyBlocks.at(2).id());
        return Evidence.of(vote(red, validator), vote(blue, validator)).orElseThrow();
    }

    /** One view in which some of four notarize. */
    private void view(long number, int... voters) {
        Round round = Round.of(1, number);
        observer.entered(round, validator((int) (number % 4)), Optional.empty());
        Block block = EmptyBlocks.at(number);
        observer.proposed(round, block);
        Subject subject = Subject.notarize(round, new View(number - 1), block.id());
        Signers signers = Signers.none(4);
        pass(Duration.ofMillis(20));
        for (int voter : voters) {
            observer.counted(vote(subject, voter));
            signers = signers.with(validator(voter));
        }
        List<Signature> signatures = Collections.nCopies(voters.length, SIGNATURE);
        observer.certified(new Certificate(subject, signers, signatures));
        pass(Duration.ofMillis(20));
        observer.finalized(round, block, List.of(), List.of(), Optional.empty());
    }

    @Test
    void aHealthyRoundIsTimed() {
        view(1, 0, 1, 2, 3);
        view(2, 0, 1, 2, 3);
        assertThat(metrics.scrape())
                .contains("consensus_rounds_started_total 2.0\n")
                .contains("consensus_rounds_completed_total 2.0\n")
                .contains("finality_latency_seconds_bucket{le=\"0.05\"} 2\n")
                .contains("vote_propagation_seconds_bucket{le=\"0.025\"} 8\n")
                .contains("consensus_round_duration_seconds_count 1\n")
                .contains("clock_offset_seconds 0.5\n")
                .contains("consensus_active_participants 4.0\n");
    }

    @Test
    void aSilentValidatorIsNamedOnceItsVotesAreLate() {
        for (int number = 1; number <= 10; number++) {
            view(number, 0, 1, 3);
        }
        assertThat(metrics.scrape())
                .contains("consensus_vote_missing_total{validator=\"v2\"} 2.0\n")
                .doesNotContain("validator=\"v0\"")
                .contains("consensus_active_participants 3.0\n");
    }

    @Test
    void whoseVotesComeWhenTheQuorumIsThereIsNotMissing() {
        for (int number = 1; number <= 20; number++) {
            view(number, 0, 1, 3);
            Subject late = Subject.finalize(
                    Round.of(1, number),
                    new View(number - 1),
                    EmptyBlocks.at(number).id());
            observer.heard(vote(late, 2));
        }
        assertThat(metrics.scrape())
                .doesNotContain("consensus_vote_missing_total{")
                .contains("consensus_active_participants 4.0\n");
    }

    @Test
    void whoSignedACertificateIsNotMissing() {
        for (int number = 1; number <= 20; number++) {
            view(number, 0, 1, 3);
            Subject subject = Subject.nullify(Round.of(1, number));
            observer.certified(new Certificate(
                    subject,
                    Signers.none(4).with(validator(1)).with(validator(2)).with(validator(3)),
                    Collections.nCopies(3, SIGNATURE)));
        }
        assertThat(metrics.scrape()).doesNotContain("consensus_vote_missing_total{");
    }

    @Test
    void aNodeThatHearsNoVotesBlamesNobody() {
        for (int number = 1; number <= 20; number++) {
            view(number);
        }
        assertThat(metrics.scrape()).doesNotContain("consensus_vote_missing_total{");
    }

    @Test
    void aSkippedViewIsItsLeaders() {
        Round round = Round.of(1, 6);
        observer.entered(round, validator(2), Optional.empty());
        Signers signers = Signers.none(4).with(validator(0));
        observer.certified(new Certificate(Subject.nullify(round), signers, List.of(SIGNATURE)));
        assertThat(metrics.scrape()).contains("consensus_skipped_views_total{leader=\"v2\"} 1.0\n");
    }

    @Test
    void aStandstillIsMeasuredWhenItEnds() {
        view(1, 0, 1, 2);
        pass(Duration.ofSeconds(25));
        view(2, 0, 1, 2);
        assertThat(metrics.scrape())
                .contains("partition_recovery_duration_seconds_bucket{le=\"10.0\"} 0\n")
                .contains("partition_recovery_duration_seconds_bucket{le=\"30.0\"} 1\n");
    }

    @Test
    void evidenceIsCountedByKind() {
        observer.accused(equivocation(1, 1));
        observer.invalid(Round.of(1, 1), EmptyBlocks.at(1), "its state root is another");
        assertThat(metrics.scrape())
                .contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 1.0\n")
                .contains("consensus_invalid_proposals_total{proposer=\"v0\"} 1.0\n");
    }

    @Test
    void aFaultThatOnlyTheBlockTellsOfIsCounted() {
        finalized(3, penalty("Equivocation", 1, 1, 2), penalty("InvalidProposal", 2, 1, 2));
        assertThat(metrics.scrape())
                .contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 1.0\n")
                .contains("byzantine_nodes_detected_total{reason=\"InvalidProposal\"} 1.0\n")
                .contains("byzantine_nodes_detected_total{reason=\"Collusion\"} 0.0\n");
    }

    @Test
    void evidenceAndItsPenaltyAreOneFault() {
        observer.accused(equivocation(1, 1));
        // The chain may hold another proof of the same: once a validator and epoch.
        finalized(3, penalty("Equivocation", 1, 1, 2));
        observer.accused(equivocation(2, 1));
        assertThat(metrics.scrape()).contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 1.0\n");
    }

    @Test
    void anotherValidatorEpochOrRoundIsAnotherFault() {
        finalized(
                3,
                penalty("Equivocation", 1, 1, 2),
                penalty("Equivocation", 2, 1, 2),
                penalty("Equivocation", 1, 2, 2),
                penalty("InvalidProposal", 3, 1, 2),
                penalty("InvalidProposal", 3, 1, 7));
        assertThat(metrics.scrape())
                .contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 3.0\n")
                .contains("byzantine_nodes_detected_total{reason=\"InvalidProposal\"} 2.0\n");
    }

    @Test
    void collusionIsCountedForEachThatTookPart() {
        observer.accused(equivocation(1, 1));
        observer.accused(equivocation(1, 2));
        finalized(3, penalty("Equivocation", 1, 1, 1));
        finalized(4, penalty("Equivocation", 2, 1, 1), penalty("Collusion", 1, 1, 1), penalty("Collusion", 2, 1, 1));
        assertThat(metrics.scrape())
                .contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 2.0\n")
                .contains("byzantine_nodes_detected_total{reason=\"Collusion\"} 2.0\n");
    }
}
