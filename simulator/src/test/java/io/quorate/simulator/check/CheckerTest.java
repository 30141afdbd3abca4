package io.quorate.simulator.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VotingPower;
import io.quorate.simulator.scheme.SimulatedScheme;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each thing that must not be is found, and of what too many liars can break only that is overlooked. */
class CheckerTest {
    private static final int LIAR = 3;
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {7}));
    private static final Hash ROOT = MerkleTree.root(List.of());
    private static final ValidatorIndex PLACE = new ValidatorIndex(LIAR);

    private final Checker checker =
            new Checker(genesis(), LIAR + 1, node -> node != LIAR, transaction -> true, transaction -> false);

    private static Genesis genesis() {
        SimulatedScheme scheme = new SimulatedScheme(1);
        return new Genesis(
                CHAIN,
                "test",
                true,
                new BlockTime(1_000),
                scheme.id(),
                Duration.ofMillis(250),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                1 << 20,
                1_000,
                IntStream.rangeClosed(0, LIAR)
                        .mapToObj(i -> new Genesis.Member(
                                "node " + i,
                                scheme.named("validator " + i).publicKey(),
                                scheme.named("account " + i).publicKey(),
                                new VotingPower(1)))
                        .toList());
    }

    private static BlockId id(int of) {
        return new BlockId(Sha256.hash(new byte[] {(byte) of}));
    }

    private static Subject notarizes(long view, int block) {
        return Subject.notarize(Round.of(1, view), View.ZERO, id(block));
    }

    private static Subject finalizes(long view, int block) {
        return Subject.finalize(Round.of(1, view), View.ZERO, id(block));
    }

    private static Subject nullifies(long view) {
        return Subject.nullify(Round.of(1, view));
    }

    private void certify(Subject subject) {
        BitSet three = new BitSet();
        three.set(0, LIAR);
        Signature none = Signature.of(new byte[64]);
        checker.certified(0, new Certificate(subject, Signers.of(LIAR + 1, three), List.of(none, none, none)));
    }

    private static Block block(long height, BlockId parent, long time) {
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        CHAIN,
                        Epoch.ZERO.next(),
                        new Height(height),
                        parent,
                        new ValidatorIndex(0),
                        new BlockTime(time),
                        0,
                        0,
                        ROOT,
                        ROOT,
                        ROOT,
                        ROOT,
                        ROOT),
                List.of());
    }

    private static void assertBroken(Invariant invariant, Runnable by) {
        Violation found = catchThrowableOfType(Violation.class, by::run);
        assertThat(found).as("%s", invariant).isNotNull();
        assertThat(found.invariant()).isEqualTo(invariant);
    }

    // ---- agreement

    @Test
    void twoBlocksAtOneHeightBreakAgreement() {
        Block one = block(1, id(0), 2_000);
        checker.finalized(0, one, List.of());
        checker.finalized(1, one, List.of());
        assertBroken(Invariant.AGREEMENT, () -> checker.finalized(2, block(1, id(0), 2_001), List.of()));
    }

    @Test
    void aSecondNotarizationOfAViewContradictsTheFirst() {
        certify(notarizes(5, 1));
        certify(notarizes(5, 1));
        assertBroken(Invariant.EXCLUSION, () -> certify(notarizes(5, 2)));
    }

    @Test
    void aFinalizationContradictsTheNotarizationOfAnotherBlockWhicheverComesFirst() {
        certify(notarizes(5, 1));
        assertBroken(Invariant.EXCLUSION, () -> certify(finalizes(5, 2)));
        certify(finalizes(6, 1));
        assertBroken(Invariant.EXCLUSION, () -> certify(notarizes(6, 2)));
        certify(finalizes(7, 1));
        assertThatCode(() -> certify(notarizes(7, 1))).doesNotThrowAnyException();
    }

    @Test
    void aViewIsNotBothFinalizedAndNullified() {
        certify(finalizes(5, 1));
        assertBroken(Invariant.EXCLUSION, () -> certify(nullifies(5)));
        certify(nullifies(6));
        assertBroken(Invariant.EXCLUSION, () -> certify(finalizes(6, 1)));
    }

    @Test
    void onceAgreementIsLostWhatFollowsFromThatIsToldOfNoMore() {
        checker.finalized(0, block(1, id(0), 2_000), List.of());
        checker.agreementIsLost();
        Block other = block(1, id(0), 2_001);
        assertThatCode(() -> {
                    certify(notarizes(5, 1));
                    certify(notarizes(5, 2));
                    certify(finalizes(5, 1));
                    certify(nullifies(5));
                    checker.finalized(1, other, List.of());
                    checker.finalized(1, block(2, other.id(), 2_002), List.of());
                    checker.stopped(2, new IllegalStateException("this contradicts what is final"));
                    checker.charged(0, 1, "a signature of a validator of another chain's set");
                    checker.led(Round.of(2, 1), 0);
                    checker.invalid(1, Round.of(2, 1), other, "somebody else leads");
                })
                .doesNotThrowAnyException();
    }

    @Test
    void butWhatHoldsHoweverManyLieIsFoundStill() {
        checker.agreementIsLost();
        assertBroken(Invariant.HONEST_ACCUSED, () -> checker.accused(0, 1, "a fault"));
        assertBroken(Invariant.PERSIST_BEFORE_SEND, () -> checker.sent(0, nullifies(3), false));
        checker.sent(1, finalizes(3, 1), true);
        assertBroken(Invariant.HONEST_SIGNING, () -> checker.sent(1, nullifies(3), true));
        assertBroken(Invariant.RESTS_ON_DURABLE, () -> checker.sentOn(1, nullifies(3), Optional.of("a certificate")));
        assertBroken(Invariant.RUNNING, () -> checker.stopped(0, new IndexOutOfBoundsException("a bug")));
        checker.finalized(2, block(1, id(0), 2_000), List.of());
        checker.restarting(2, Height.ZERO);
        assertBroken(Invariant.DURABILITY, () -> checker.restarted(2, Height.ZERO));
        checker.entered(2, Round.of(1, 9));
        assertBroken(Invariant.MONOTONE, () -> checker.entered(2, Round.of(1, 9)));
    }

    // ---- pace

    @Test
    void aViewIsNotGivenUpOnAQuickNetworkWhereNobodyLies() {
        assertThatCode(() -> checker.gaveUp(0, nullifies(3), false)).doesNotThrowAnyException();
        assertBroken(Invariant.PACE, () -> checker.gaveUp(0, nullifies(3), true));
    }

    // ---- what a node was shown

    private Optional<Offence> unheld() {
        return checker.firstNotHeld(offence -> false);
    }

    private void heard(Subject subject) {
        checker.heard(0, subject, PLACE);
        checker.stepped(0);
    }

    @Test
    void votesThatContradictEachOtherProveAnOffenceThoughNobodySaysSo() {
        checker.entered(0, Round.of(1, 5));
        heard(notarizes(5, 1));
        heard(nullifies(5));
        heard(finalizes(4, 1));
        heard(finalizes(4, 1));
        assertThat(unheld()).isEmpty();

        heard(notarizes(5, 2));
        assertThat(unheld()).contains(new Offence(Epoch.ZERO.next(), PLACE, Misbehaviour.EQUIVOCATION, View.ZERO));
        assertThat(checker.firstNotHeld(offence -> true)).isEmpty();
    }

    @Test
    void soDoANullifyAndAFinalizeOfAView() {
        checker.entered(0, Round.of(1, 5));
        heard(nullifies(5));
        heard(finalizes(5, 1));
        assertThat(unheld()).isPresent();
    }

    @Test
    void whatIsAheadProvesNothingUntilThatViewIsEnteredOrItsEpochIsOver() {
        checker.entered(0, Round.of(1, 5));
        heard(nullifies(7));
        heard(finalizes(7, 1));
        assertThat(unheld()).isEmpty();
        checker.entered(0, Round.of(2, 1));
        checker.stepped(0);
        assertThat(unheld()).isPresent();
    }

    @Test
    void whoStopsForgetsWhatItHeard() {
        checker.entered(0, Round.of(1, 5));
        heard(nullifies(5));
        checker.restarting(0, Height.ZERO);
        checker.entered(0, Round.of(1, 5));
        heard(finalizes(5, 1));
        assertThat(unheld()).isEmpty();
    }

    @Test
    void onlyWhatComesWithinTheWindowOfViewsAndEpochsMustBeHeard() {
        checker.entered(0, Round.of(1, 5));
        assertThat(checker.mustHear(0, Round.of(1, 60))).isTrue();
        assertThat(checker.mustHear(0, Round.of(1, 70))).isFalse();
        assertThat(checker.mustHear(0, Round.of(2, 5))).isFalse();
        checker.entered(0, Round.of(2, 1));
        assertThat(checker.mustHear(0, Round.of(1, 6))).isTrue();
        checker.entered(0, Round.of(3, 1));
        assertThat(checker.mustHear(0, Round.of(1, 6))).isFalse();
    }
}
