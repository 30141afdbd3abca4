package io.quorate.protocol.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.protocol.Samples;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What proves nothing cannot be built: consensus.md, Evidence. */
class EvidenceTest {
    private static final Round ROUND = Round.of(3, 9);
    private static final ValidatorIndex ALICE = new ValidatorIndex(0);
    private static final ValidatorIndex BOB = new ValidatorIndex(1);

    private final Samples samples = new Samples(42);
    private final BlockId red = samples.blockId();
    private final BlockId blue = samples.blockId();

    private Vote vote(ValidatorIndex validator, Subject subject) {
        return new Vote(subject, validator, samples.signature());
    }

    private Subject notarize(BlockId block, int parentView) {
        return Subject.notarize(ROUND, new View(parentView), block);
    }

    @Test
    void eachPairOfTheTableIsEvidenceWhicheverComesFirst() {
        for (List<Subject> pair : List.of(
                List.of(notarize(red, 8), notarize(blue, 8)),
                List.of(notarize(red, 8), notarize(red, 7)),
                List.of(
                        notarize(red, 8).as(VoteKind.FINALIZE),
                        notarize(blue, 8).as(VoteKind.FINALIZE)),
                List.of(Subject.nullify(ROUND), notarize(red, 8).as(VoteKind.FINALIZE)))) {
            Vote first = vote(BOB, pair.get(0));
            Vote second = vote(BOB, pair.get(1));
            assertThat(Evidence.of(first, second))
                    .as("%s", pair)
                    .isPresent()
                    .isEqualTo(Evidence.of(second, first))
                    .hasValueSatisfying(evidence -> {
                        assertThat(evidence.validator()).isEqualTo(BOB);
                        assertThat(evidence.round()).isEqualTo(ROUND);
                        assertThat(evidence.misbehaviour()).isEqualTo(Misbehaviour.EQUIVOCATION);
                    });
        }
    }

    @Test
    void whatIsLegalIsNoEvidence() {
        Vote notarize = vote(BOB, notarize(red, 8));
        assertThat(Evidence.of(notarize, vote(BOB, Subject.nullify(ROUND)))).isEmpty();
        assertThat(Evidence.of(notarize, vote(BOB, notarize(blue, 8).as(VoteKind.FINALIZE))))
                .isEmpty();
        assertThat(Evidence.of(notarize, vote(BOB, notarize(red, 8)))).isEmpty();
        assertThat(Evidence.of(notarize, vote(ALICE, notarize(blue, 8)))).isEmpty();
        assertThat(Evidence.of(notarize, vote(BOB, Subject.notarize(Round.of(3, 10), new View(8), blue))))
                .isEmpty();
    }

    private Certificate certificate(Subject subject, int... signers) {
        BitSet bits = new BitSet();
        Arrays.stream(signers).forEach(bits::set);
        return new Certificate(
                subject,
                Signers.of(4, bits),
                Arrays.stream(signers).mapToObj(one -> samples.signature()).toList());
    }

    @Test
    void aCertificateIsMadeOfVotesInTheOrderOfItsSigners() {
        Certificate certificate = certificate(notarize(red, 8), 0, 1, 3);
        assertThat(certificate.votes())
                .containsExactly(
                        new Vote(
                                certificate.subject(),
                                ALICE,
                                certificate.signatures().get(0)),
                        new Vote(
                                certificate.subject(),
                                BOB,
                                certificate.signatures().get(1)),
                        new Vote(
                                certificate.subject(),
                                new ValidatorIndex(3),
                                certificate.signatures().get(2)));
    }

    @Test
    void twoCertificatesThatContradictAccuseThoseThatBothCount() {
        Certificate ofRed = certificate(notarize(red, 8), 0, 1, 3);
        Certificate ofBlue = certificate(notarize(blue, 8), 1, 2, 3);
        List<Evidence> expected = List.of(
                Evidence.of(ofRed.votes().get(1), ofBlue.votes().get(0)).orElseThrow(),
                Evidence.of(ofRed.votes().get(2), ofBlue.votes().get(2)).orElseThrow());
        assertThat(Evidence.of(ofRed, ofBlue)).isEqualTo(expected);
        assertThat(Evidence.of(ofBlue, ofRed)).isEqualTo(expected);
    }

    @Test
    void twoCertificatesThatAgreeAccuseNobody() {
        Certificate notarization = certificate(notarize(red, 8), 0, 1, 2);
        assertThat(Evidence.of(notarization, certificate(notarize(red, 8), 1, 2, 3)))
                .isEmpty();
        assertThat(Evidence.of(notarization, certificate(Subject.nullify(ROUND), 1, 2, 3)))
                .isEmpty();
    }

    @Test
    void votesOfTwoOrInTheOtherOrderDoNotConflict() {
        Vote nullify = vote(BOB, Subject.nullify(ROUND));
        Vote finalize = vote(BOB, notarize(red, 8).as(VoteKind.FINALIZE));
        assertThat(new Evidence.ConflictingVotes(nullify, finalize).vote()).isEqualTo(nullify);
        assertThatThrownBy(() -> new Evidence.ConflictingVotes(finalize, nullify))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("order");
        assertThatThrownBy(() -> new Evidence.ConflictingVotes(nullify, vote(ALICE, finalize.subject())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two validators");
    }

    @Test
    void anInvalidProposalIsProvenByItsProposersVoteOnly() {
        Evidence.InvalidHeader good =
                (Evidence.InvalidHeader) samples.evidence().get(1);
        Vote vote = good.vote();
        Subject subject = vote.subject();
        Stream.of(
                        new Vote(subject, new ValidatorIndex(vote.validator().number() + 1), vote.signature()),
                        new Vote(subject.as(VoteKind.FINALIZE), vote.validator(), vote.signature()),
                        new Vote(
                                Subject.notarize(subject.round(), subject.parentView(), red),
                                vote.validator(),
                                vote.signature()),
                        new Vote(
                                Subject.notarize(
                                        new Round(subject.round().epoch().next(), subject.view()),
                                        subject.parentView(),
                                        subject.block()),
                                vote.validator(),
                                vote.signature()))
                .forEach(other -> assertThatThrownBy(() -> new Evidence.InvalidHeader(other, good.header()))
                        .as("%s", other)
                        .isInstanceOf(IllegalArgumentException.class));
    }

    @Test
    void thePathLeadsFromTheTransactionToTheHeader() {
        Evidence.InvalidTransaction good =
                (Evidence.InvalidTransaction) samples.evidence().get(2);
        MerkleProof path = good.path();
        assertThat(good.misbehaviour()).isEqualTo(Misbehaviour.INVALID_PROPOSAL);
        assertThatThrownBy(
                        () -> new Evidence.InvalidTransaction(good.vote(), good.header(), path, samples.transaction()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Evidence.InvalidTransaction(
                        good.vote(),
                        good.header(),
                        new MerkleProof(path.index(), path.leafCount() + 1, path.siblings()),
                        good.transaction()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHeaderIsOverTheLimitsByCountOrBySize() {
        BlockHeader header = ((Evidence.InvalidTransaction) samples.evidence().get(2)).header();
        BlockLimits exact = new BlockLimits(header.bodySize(), header.transactionCount());
        assertThat(exact.areBrokenBy(header)).isFalse();
        assertThat(new BlockLimits(header.bodySize() - 1, header.transactionCount()).areBrokenBy(header))
                .isTrue();
        assertThat(new BlockLimits(header.bodySize(), header.transactionCount() - 1).areBrokenBy(header))
                .isTrue();
    }
}
