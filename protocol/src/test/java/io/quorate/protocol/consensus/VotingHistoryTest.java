package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The journal's refusal rule: consensus.md, Persist before send and Evidence. */
class VotingHistoryTest {
    private static final BlockId RED = block("red");
    private static final BlockId BLUE = block("blue");
    private static final List<Subject> ALL = all();

    @Test
    void everyPairIsRefusedExactlyIfTheTableSaysSo() {
        for (Subject first : ALL) {
            for (Subject second : ALL) {
                VotingHistory history = new VotingHistory();
                history.record(vote(first));
                assertThat(history.refuse(second).isPresent())
                        .as("%s after %s", second, first)
                        .isEqualTo(isRefusedAfter(first, second));
            }
        }
    }

    @Test
    void whatIsAcceptedNeverMakesAPairInAnyOrder() {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            VotingHistory history = new VotingHistory();
            List<Subject> signed = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                Subject next = ALL.get(random.nextInt(ALL.size()));
                if (history.refuse(next).isEmpty()) {
                    history.record(vote(next));
                    signed.add(next);
                }
            }
            for (Subject a : signed) {
                for (Subject b : signed) {
                    assertThat(isPairOfTheEvidenceTable(a, b))
                            .as("seed %s: %s and %s", seed, a, b)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void aFaultIsAPairOfTheEvidenceTableWhicheverComesFirst() {
        for (Subject first : ALL) {
            for (Subject second : ALL) {
                assertThat(first.contradicts(second))
                        .as("%s and %s", first, second)
                        .isEqualTo(isPairOfTheEvidenceTable(first, second))
                        .isEqualTo(second.contradicts(first));
            }
        }
    }

    @Test
    void nothingIsSignedAtOrBelowTheFloor() {
        VotingHistory history = new VotingHistory();
        history.raiseFloor(Round.of(2, 3));

        assertThat(history.refuse(Subject.nullify(Round.of(2, 3)))).isPresent();
        assertThat(history.refuse(Subject.nullify(Round.of(1, 9)))).isPresent();
        assertThat(history.refuse(Subject.nullify(Round.of(2, 4)))).isEmpty();
        assertThat(history.refuse(Subject.nullify(Round.of(3, 1)))).isEmpty();
    }

    @Test
    void theFloorNeverGoesDown() {
        VotingHistory history = new VotingHistory();
        history.raiseFloor(Round.of(2, 3));
        history.raiseFloor(Round.of(1, 8));

        assertThat(history.floor()).isEqualTo(Round.of(2, 3));
    }

    @Test
    void raisingTheFloorForgetsWhatLiesBelowAndNothingElse() {
        VotingHistory history = new VotingHistory();
        Vote below = vote(Subject.nullify(Round.of(1, 1)));
        Vote above = vote(Subject.nullify(Round.of(1, 2)));
        history.record(below);
        history.record(above);

        history.raiseFloor(Round.of(1, 1));

        assertThat(history.votes()).containsExactly(above);
        assertThat(history.find(below.subject())).isEmpty();
        assertThat(history.find(above.subject())).contains(above);
    }

    /** The table of consensus.md, written out once more, by its rows. */
    private static boolean isPairOfTheEvidenceTable(Subject a, Subject b) {
        if (!a.round().equals(b.round())) {
            return false;
        }
        boolean conflictingNotarize = a.kind() == VoteKind.NOTARIZE && b.kind() == VoteKind.NOTARIZE && !a.equals(b);
        boolean conflictingFinalize = a.kind() == VoteKind.FINALIZE && b.kind() == VoteKind.FINALIZE && !a.equals(b);
        boolean nullifyAndFinalize = (a.kind() == VoteKind.NULLIFY && b.kind() == VoteKind.FINALIZE)
                || (a.kind() == VoteKind.FINALIZE && b.kind() == VoteKind.NULLIFY);
        return conflictingNotarize || conflictingFinalize || nullifyAndFinalize;
    }

    private static boolean isRefusedAfter(Subject first, Subject second) {
        boolean notarizeAfterNullify = first.round().equals(second.round())
                && first.kind() == VoteKind.NULLIFY
                && second.kind() == VoteKind.NOTARIZE;
        return isPairOfTheEvidenceTable(first, second) || notarizeAfterNullify;
    }

    /** Every kind in neighbouring rounds of two epochs, with two parent views and two blocks. */
    private static List<Subject> all() {
        List<Subject> all = new ArrayList<>();
        for (Round round : List.of(Round.of(1, 2), Round.of(1, 3), Round.of(2, 2))) {
            all.add(Subject.nullify(round));
            for (long parentView = 0; parentView < 2; parentView++) {
                for (BlockId block : List.of(RED, BLUE)) {
                    all.add(Subject.notarize(round, new View(parentView), block));
                    all.add(Subject.finalize(round, new View(parentView), block));
                }
            }
        }
        return all;
    }

    private static Vote vote(Subject subject) {
        return new Vote(subject, new ValidatorIndex(0), Signature.of(new byte[64]));
    }

    private static BlockId block(String name) {
        return new BlockId(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)));
    }
}
