package io.quorate.protocol.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.consensus.VoteTally.Outcome;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Counting: by subject and power, each validator once. */
class VoteTallyTest {
    private static final Round ROUND = Round.of(1, 5);
    private static final Subject RED = Subject.notarize(ROUND, new View(4), block("red"));
    private static final Subject RED_ELSEWHERE = Subject.notarize(ROUND, new View(3), block("red"));
    private static final Subject BLUE = Subject.notarize(ROUND, new View(4), block("blue"));

    @Test
    void theVoteThatCompletesTheQuorumCertifiesAndNoOtherDoes() {
        VoteTally tally = tally(1, 1, 1, 1);

        assertThat(tally.add(vote(3, RED))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally.add(vote(0, RED))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally.add(vote(2, RED))).isInstanceOf(Outcome.Certified.class);
        assertThat(tally.add(vote(1, RED))).isInstanceOf(Outcome.Counted.class);
    }

    @Test
    void aCertificateHoldsItsSignaturesInSetOrder() {
        VoteTally tally = tally(1, 1, 1, 1);
        tally.add(vote(3, RED));
        tally.add(vote(0, RED));

        Certificate certificate = ((Outcome.Certified) tally.add(vote(2, RED))).certificate();

        assertThat(certificate.subject()).isEqualTo(RED);
        assertThat(certificate.signatures()).containsExactly(signature(0), signature(2), signature(3));
        assertThat(certificate.signers()).hasToString("{0, 2, 3}");
    }

    @Test
    void powerDecidesAndNotHeads() {
        assertThat(tally(3, 1, 1, 2).add(vote(0, RED))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally(5, 1, 1).add(vote(0, RED))).isInstanceOf(Outcome.Certified.class);
    }

    @Test
    void theSameSubjectOfTheSameValidatorCountsOnce() {
        VoteTally tally = tally(1, 1, 1);
        tally.add(vote(0, RED));

        assertThat(tally.add(vote(0, RED))).isInstanceOf(Outcome.Repeated.class);
        assertThat(tally.holdings().get(0).voters().count()).isEqualTo(1);
    }

    @Test
    void votesOfDifferentSubjectsNeverAddUp() {
        VoteTally tally = tally(1, 1, 1);
        tally.add(vote(0, RED));

        assertThat(tally.add(vote(1, RED_ELSEWHERE))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally.add(vote(2, BLUE))).isInstanceOf(Outcome.Counted.class);
    }

    @Test
    void twoSubjectsOfEachKindAreKeptForAValidatorAndNotAThird() {
        VoteTally tally = tally(1, 1, 1);
        tally.add(vote(0, RED));

        assertThat(tally.add(vote(0, BLUE))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally.add(vote(0, RED_ELSEWHERE))).isInstanceOf(Outcome.Surplus.class);
        assertThat(tally.add(vote(0, RED.as(VoteKind.FINALIZE)))).isInstanceOf(Outcome.Counted.class);
        assertThat(tally.add(vote(1, RED_ELSEWHERE))).isInstanceOf(Outcome.Counted.class);
    }

    @Test
    void manyLiesTakeNoMoreRoomThanTwoForEachKind() {
        VoteTally tally = tally(1, 1, 1);
        for (int i = 0; i < 1_000; i++) {
            tally.add(vote(0, Subject.notarize(ROUND, new View(4), block("junk " + i))));
            tally.add(vote(0, Subject.finalize(ROUND, new View(4), block("junk " + i))));
        }

        assertThat(tally.holdings()).hasSize(4);
    }

    @Test
    void aVoteThatContradictsOneHeldFindsIt() {
        VoteTally tally = tally(1, 1, 1);
        tally.add(vote(0, RED));
        tally.add(vote(1, RED.as(VoteKind.FINALIZE)));

        assertThat(tally.evidence(vote(0, BLUE))).isEqualTo(Evidence.of(vote(0, RED), vote(0, BLUE)));
        assertThat(tally.evidence(vote(0, RED))).isEmpty();
        assertThat(tally.evidence(vote(0, Subject.nullify(ROUND)))).isEmpty();
        assertThat(tally.evidence(vote(1, Subject.nullify(ROUND))))
                .isEqualTo(Evidence.of(vote(1, RED.as(VoteKind.FINALIZE)), vote(1, Subject.nullify(ROUND))));
        assertThat(tally.evidence(vote(2, BLUE))).isEmpty();
    }

    @Test
    void theSubjectWithMostVotesIsToldFirst() {
        VoteTally tally = tally(1, 1, 1, 1, 1, 1, 1);
        tally.add(vote(0, RED));
        tally.add(vote(1, BLUE));
        tally.add(vote(2, Subject.nullify(ROUND)));
        tally.add(vote(3, Subject.nullify(ROUND)));

        assertThat(tally.holdings().get(0).subject()).isEqualTo(Subject.nullify(ROUND));
    }

    private static VoteTally tally(long... powers) {
        List<Validator> validators = new ArrayList<>();
        for (int i = 0; i < powers.length; i++) {
            byte[] key = new byte[32];
            key[0] = (byte) i;
            validators.add(new Validator(PublicKey.of(key), new VotingPower(powers[i])));
        }
        return new VoteTally(ValidatorSet.of(validators));
    }

    private static Vote vote(int validator, Subject subject) {
        return new Vote(subject, new ValidatorIndex(validator), signature(validator));
    }

    private static Signature signature(int validator) {
        byte[] bytes = new byte[64];
        bytes[0] = (byte) (validator + 1);
        return Signature.of(bytes);
    }

    private static BlockId block(String name) {
        return new BlockId(Sha256.hash(name.getBytes(StandardCharsets.UTF_8)));
    }
}
