package io.quorate.protocol.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.Samples;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One piece for each fault, within its bounds, and each replica's turn to submit it. */
class EvidencePoolTest {
    private final Samples samples = new Samples(9);
    private final EvidencePool pool = new EvidencePool();

    private Evidence equivocation(int validator, long epoch, long view) {
        Round round = Round.of(epoch, view);
        ValidatorIndex index = new ValidatorIndex(validator);
        return Evidence.of(
                        new Vote(Subject.nullify(round), index, samples.signature()),
                        new Vote(Subject.finalize(round, View.ZERO, samples.blockId()), index, samples.signature()))
                .orElseThrow();
    }

    private Evidence invalidProposal(int validator, long epoch, long view) {
        BlockHeader drawn = samples.block().header();
        BlockHeader header = new BlockHeader(
                drawn.version(),
                drawn.chain(),
                new Epoch(epoch),
                drawn.height(),
                drawn.parent(),
                new ValidatorIndex(validator),
                drawn.time(),
                drawn.transactionCount(),
                drawn.bodySize(),
                drawn.transactionsRoot(),
                drawn.receiptsRoot(),
                drawn.stateRoot(),
                drawn.validators(),
                drawn.nextValidators());
        return new Evidence.InvalidHeader(
                new Vote(
                        Subject.notarize(Round.of(epoch, view), View.ZERO, header.id()),
                        header.proposer(),
                        samples.signature()),
                header);
    }

    @Test
    void anEquivocationCountsOnceAnEpochAndAnInvalidProposalOnceARound() {
        Evidence first = equivocation(1, 1, 5);
        assertThat(pool.add(first)).isTrue();
        assertThat(pool.add(equivocation(1, 1, 6))).isFalse();
        assertThat(pool.add(equivocation(2, 1, 5))).isTrue();
        assertThat(pool.add(equivocation(1, 2, 5))).isTrue();
        assertThat(pool.add(invalidProposal(1, 1, 5))).isTrue();
        assertThat(pool.add(invalidProposal(1, 1, 5))).isFalse();
        assertThat(pool.add(invalidProposal(1, 1, 6))).isTrue();
        assertThat(pool.all()).hasSize(5).startsWith(first);
    }

    @Test
    void oneValidatorsInvalidProposalsTakeNoMoreThanTheirShare() {
        for (int view = 1; view < 100; view++) {
            pool.add(invalidProposal(1, 1, view));
        }
        assertThat(pool.size()).isEqualTo(EvidencePool.SHARE);
        assertThat(pool.add(invalidProposal(2, 1, 1))).isTrue();
        assertThat(pool.add(equivocation(1, 1, 1))).isTrue();
    }

    @Test
    void whenItIsFullAnEquivocationTakesTheNewestInvalidProposalsPlace() {
        Evidence old = invalidProposal(0, 1, 1);
        pool.add(old);
        Evidence newest = invalidProposal(1, 1, 1);
        pool.add(newest);
        IntStream.range(2, EvidencePool.LIMIT).forEach(i -> pool.add(equivocation(i, 1, 1)));
        assertThat(pool.size()).isEqualTo(EvidencePool.LIMIT);

        assertThat(pool.add(invalidProposal(2_000, 1, 1))).isFalse();
        assertThat(pool.add(equivocation(2_000, 1, 1))).isTrue();
        assertThat(pool.contains(newest)).isFalse();
        assertThat(pool.contains(old)).isTrue();
        assertThat(pool.add(equivocation(2_001, 1, 1))).isTrue();
        assertThat(pool.add(equivocation(2_002, 1, 1))).isFalse();
        assertThat(pool.size()).isEqualTo(EvidencePool.LIMIT);
    }

    @Test
    void eachOfASetHasItsTurnAndNoTwoOfASmallSetTheSame() {
        Evidence evidence = equivocation(3, 1, 5);
        TreeMap<Integer, Integer> submitters = new TreeMap<>();
        for (int self = 0; self < 7; self++) {
            EvidencePool own = new EvidencePool();
            own.add(evidence);
            int ticks = 0;
            while (own.due(Optional.of(new ValidatorIndex(self)), 7).isEmpty()) {
                ticks++;
            }
            submitters.merge(ticks, 1, Integer::sum);
        }
        assertThat(submitters).hasSize(7).containsEntry(0, 1).containsEntry(6 * EvidencePool.TURN_TICKS, 1);
    }

    @Test
    void ofMuchThatIsDueAFewPiecesGoInOneTickAndTheRestInTheNext() {
        for (int i = 0; i < 2 * EvidencePool.AT_ONCE; i++) {
            pool.add(equivocation(i, 1, 5));
        }
        List<Evidence> submitted = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (int tick = 0; tick < 3; tick++) {
            List<Evidence> due = pool.due(Optional.of(new ValidatorIndex(0)), 1);
            sizes.add(due.size());
            submitted.addAll(due);
        }
        assertThat(sizes).containsExactly(EvidencePool.AT_ONCE, EvidencePool.AT_ONCE, 0);
        assertThat(submitted).containsExactlyElementsOf(pool.all());
    }

    @Test
    void whatIsNotRecordedInTimeIsSubmittedOnceMore() {
        Evidence evidence = equivocation(3, 1, 5);
        pool.add(evidence);
        int submitted = 0;
        for (int tick = 0; tick < EvidencePool.TURN_TICKS * EvidencePool.TURNS + EvidencePool.AGAIN_TICKS; tick++) {
            submitted += pool.due(Optional.empty(), 4).size();
        }
        assertThat(submitted).isEqualTo(1);
        assertThat(pool.due(Optional.empty(), 4)).containsExactly(evidence);
        pool.drop(evidence::equals);
        assertThat(pool.all()).isEmpty();
    }

    @Test
    void eachPieceIsToldAgainInTurn() {
        assertThat(pool.next()).isEmpty();
        Evidence a = equivocation(1, 1, 1);
        Evidence b = equivocation(2, 1, 1);
        pool.add(a);
        pool.add(b);
        assertThat(pool.next()).contains(b);
        assertThat(pool.next()).contains(a);
    }
}
