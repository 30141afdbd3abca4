package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much a leader puts into a block follows what the others were seen to carry. */
class BlockBudgetTest {
    private static final int DELTA = 200;
    private static final int MOST = 4_096;
    private static final ConsensusConfig CONFIG = new ConsensusConfig(
            new ChainId(Hash.ZERO),
            Duration.ofMillis(DELTA),
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            new BlockLimits(1 << 20, MOST),
            Optional.empty());

    private final BlockBudget budget = new BlockBudget(CONFIG);
    private int view;

    private void proposeFull(Outcome outcome, int millis) {
        propose(true, outcome, millis);
    }

    private enum Outcome {
        NOTARIZED,
        NULLIFIED
    }

    private void propose(boolean full, Outcome outcome, int millis) {
        view++;
        Round round = Round.of(1, view);
        budget.proposed(round, new BlockTime(1_000), full);
        Subject subject = outcome == Outcome.NULLIFIED
                ? Subject.nullify(round)
                : Subject.notarize(round, new View(view - 1), new BlockId(Sha256.hash(new byte[] {1})));
        budget.certified(new Certificate(subject, Signers.none(4), List.of()), new BlockTime(1_000L + millis));
    }

    @Test
    void fullBlocksThatAreNotarizedWithinDeltaMakeItGrowToTheWhole() {
        int before = budget.transactions();
        proposeFull(Outcome.NOTARIZED, DELTA);
        assertThat(budget.transactions()).isGreaterThan(before);

        for (int i = 0; i < 20; i++) {
            proposeFull(Outcome.NOTARIZED, DELTA);
        }
        assertThat(budget.transactions()).isEqualTo(MOST);
        assertThat(budget.bytes()).isEqualTo(1 << 20);
    }

    @Test
    void aBlockThatWasNotFullSaysNothingOfAnotherSize() {
        int before = budget.transactions();
        propose(false, Outcome.NOTARIZED, 1);
        propose(false, Outcome.NOTARIZED, 10 * DELTA);
        propose(false, Outcome.NULLIFIED, 0);
        assertThat(budget.transactions()).isEqualTo(before);
    }

    @Test
    void aSlowOrNullifiedBlockHalvesItDownToALeast() {
        int before = budget.transactions();
        proposeFull(Outcome.NOTARIZED, 2 * DELTA);
        assertThat(budget.transactions()).isEqualTo(before / 2);
        for (int i = 0; i < 20; i++) {
            proposeFull(Outcome.NULLIFIED, 0);
        }
        assertThat(budget.transactions()).isEqualTo(MOST / 16);
    }

    @Test
    void certificatesOfOthersViewsAndSecondOnesOfItsOwnChangeNothing() {
        propose(true, Outcome.NOTARIZED, DELTA);
        int after = budget.transactions();
        budget.certified(
                new Certificate(Subject.nullify(Round.of(1, view)), Signers.none(4), List.of()), new BlockTime(1_001));
        budget.certified(
                new Certificate(Subject.nullify(Round.of(1, 77)), Signers.none(4), List.of()), new BlockTime(1_001));
        assertThat(budget.transactions()).isEqualTo(after);
    }
}
