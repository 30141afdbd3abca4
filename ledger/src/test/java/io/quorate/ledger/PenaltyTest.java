package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.ledger.validators.Slash;
import io.quorate.ledger.validators.Slash.Reason;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Vote;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** validators.md, Faults and penalties: a test for each row of the table, and for what is said below it. */
class PenaltyTest {
    private static final Epoch ONE = new Epoch(1);
    private static final Duration DAY = Duration.ofHours(24);

    // ---- the table

    @Test
    void equivocationCostsFivePercentAndJailsForGood() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.equivocation("d", ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(950);
        assertThat(chain.status("d")).isEqualTo(ValidatorStatus.BANNED);
        assertThat(chain.set().size()).as("until the epoch ends").isEqualTo(4);
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:1000 b:1000 c:1000");
        assertThat(chain.fail("d", new Unjail())).isEqualTo("JAILED_FOR_GOOD");
        assertThat(chain.fail("d", StakingChain.join("d"))).isEqualTo("JAILED_FOR_GOOD");
    }

    @Test
    void equivocationIsPunishedOnceAValidatorAndEpoch() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.equivocation("d", ONE, 7));

        assertThat(chain.fail("a", new SubmitEvidence(chain.equivocation("d", ONE, 8))))
                .isEqualTo("ALREADY_PUNISHED");
        assertThat(chain.stake("d")).isEqualTo(950);
    }

    @Test
    void equivocationInAnotherEpochByOneWhoIsJailedCostsAgain() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        chain.endEpoch();

        chain.accuse(chain.equivocation("d", new Epoch(2), 7));
        chain.accuse(chain.equivocation("d", ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(900);
    }

    @Test
    void anInvalidProposalCostsOnePercentAndJailsUntilUnjail() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.invalidProposal("d", ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(990);
        assertThat(chain.status("d")).isEqualTo(ValidatorStatus.JAILED);
        assertThat(chain.fail("d", new Unjail())).as("it sits out an epoch").isEqualTo("TOO_EARLY");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:1000 b:1000 c:1000");
        assertThat(chain.fail("d", StakingChain.join("d"))).isEqualTo("JAILED");
        chain.succeed("d", new Unjail());
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:1000 b:1000 c:1000 d:990");
        assertThat(chain.status("d")).isEqualTo(ValidatorStatus.ACTIVE);
    }

    @Test
    void anInvalidProposalIsPunishedOnceAValidatorAndRound() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.invalidProposal("d", ONE, 7));

        assertThat(chain.fail("a", new SubmitEvidence(chain.invalidProposal("d", ONE, 7))))
                .isEqualTo("ALREADY_PUNISHED");
        chain.accuse(chain.invalidProposal("d", ONE, 8));
        assertThat(chain.stake("d")).isEqualTo(980);
    }

    @Test
    void collusionOfAThirdOfThePowerTakesEverything() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.equivocation("a", ONE, 7));
        assertThat(chain.stake("a")).as("under a third").isEqualTo(950);
        chain.accuse(chain.equivocation("b", ONE, 9));

        assertThat(chain.stake("a")).isZero();
        assertThat(chain.stake("b")).isZero();
        chain.accuse(chain.equivocation("c", ONE, 9));
        assertThat(chain.stake("c")).as("one more of them").isZero();
        assertThat(chain.queries().slashes(0, 10))
                .extracting(Slash::reason)
                .containsExactly(
                        Reason.COLLUSION,
                        Reason.EQUIVOCATION,
                        Reason.COLLUSION,
                        Reason.COLLUSION,
                        Reason.EQUIVOCATION,
                        Reason.EQUIVOCATION);
    }

    @Test
    void anEquivocationOfOneAlreadyJailedCountsTowardsCollusion() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000, 1_000, 1_000);
        chain.endEpoch();
        chain.accuse(chain.equivocation("a", ONE, 7));
        chain.accuse(chain.equivocation("b", new Epoch(2), 7));
        assertThat(chain.stake("a")).as("each in another epoch").isEqualTo(950);

        chain.accuse(chain.equivocation("a", new Epoch(2), 7));

        assertThat(chain.stake("a")).isZero();
        assertThat(chain.stake("b")).isZero();
    }

    @Test
    void inactivityCostsNoStakeButReputation() {
        StakingChain chain = StakingChain.of(1_000, 1_000);

        chain.blocksBy("a", 20);
        chain.endEpoch();

        assertThat(chain.stake("b")).isEqualTo(1_000);
        assertThat(chain.accountOf("b").standing().reputation()).isEqualTo(9_800);
        assertThat(chain.accountOf("a").standing().reputation()).isEqualTo(10_000);
        assertThat(chain.set().validators().get(1).power().units()).isEqualTo(1_000);
        assertThat(chain.set().validators().get(1).leaderWeight()).isEqualTo(1_000L * 9_800 * 10_100 / 100_000_000);
        assertThat(chain.set().validators().get(0).leaderWeight()).isEqualTo(1_010);
    }

    @Test
    void aBadSignatureProvesNothing() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        Evidence.ConflictingVotes good = (Evidence.ConflictingVotes) chain.equivocation("d", ONE, 7);
        byte[] signature = good.second().signature().toBytes();
        signature[3] ^= 1;
        Evidence forged = new Evidence.ConflictingVotes(
                good.first(), new Vote(good.second().subject(), good.second().validator(), Signature.of(signature)));

        assertThat(chain.fail("a", new SubmitEvidence(forged))).isEqualTo("INVALID_EVIDENCE");
        assertThat(chain.stake("d")).isEqualTo(1_000);
    }

    @Test
    void aHeaderWithinTheLimitsProvesNothing() {
        StakingChain chain = StakingChain.of(1_000, 1_000);

        assertThat(chain.fail("a", new SubmitEvidence(chain.invalidProposal("b", ONE, 7, 0))))
                .isEqualTo("INVALID_EVIDENCE");
    }

    @Test
    void genesisSetsTheFigures() {
        StakingChain chain =
                StakingChain.of(new Staking(2_500, 333, true, true, List.of()), 1_000, 1_000, 1_000, 1_000, 1_000);

        chain.accuse(chain.equivocation("d", ONE, 7));
        chain.accuse(chain.invalidProposal("e", ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(750);
        assertThat(chain.stake("e")).as("rounded up: no fault is free").isEqualTo(966);
    }

    // ---- the window

    @Test
    void evidenceOfAnEpochToComeIsRefused() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10);
        Evidence.ConflictingVotes now = (Evidence.ConflictingVotes) chain.equivocation("d", ONE, 7);
        chain.endEpoch();
        Evidence later = chain.equivocation("d", new Epoch(2), 7);
        StakingChain behind = StakingChain.of(10, 10, 10, 10);

        assertThat(behind.fail("a", new SubmitEvidence(later))).isEqualTo("FUTURE_EVIDENCE");
        assertThat(behind.ledger().refuse(behind.state(), behind.time(), later)).isPresent();
        assertThat(behind.ledger().refuse(behind.state(), behind.time(), now)).isEmpty();
    }

    @Test
    void evidenceIsGoodUntilADayAndTwoEpochsHaveBothPassed() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10, 10, 10, 10);
        chain.endEpoch();
        chain.endEpoch();
        chain.endEpoch();
        Evidence first = chain.equivocation("d", ONE, 7);
        assertThat(chain.ledger().refuse(chain.state(), chain.time(), first))
                .as("two epochs but no day")
                .isEmpty();

        chain.pass(DAY.plusMinutes(1));
        chain.endEpoch();
        Evidence fourth = chain.equivocation("d", new Epoch(4), 7);
        assertThat(chain.ledger().refuse(chain.state(), chain.time(), first))
                .as("both")
                .map(refusal -> refusal.code())
                .contains("EVIDENCE_TOO_OLD");
        assertThat(chain.fail("a", new SubmitEvidence(first))).isEqualTo("EVIDENCE_TOO_OLD");

        chain.pass(DAY.plusMinutes(1));
        chain.endEpoch();
        assertThat(chain.ledger().refuse(chain.state(), chain.time(), fourth))
                .as("a day but one epoch")
                .isEmpty();
        chain.accuse(fourth);
    }

    @Test
    void whatTheWindowPassedIsForgotten() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10);
        chain.accuse(chain.equivocation("d", ONE, 7));
        for (int i = 0; i < 20; i++) {
            chain.endEpoch();
        }
        int full = chain.entryCount();

        chain.pass(DAY.plusMinutes(1));
        for (int i = 0; i < 6; i++) {
            chain.blocksBy("a", 1);
        }

        assertThat(chain.entryCount()).isLessThan(full - 18);
        assertThat(chain.fail("a", new SubmitEvidence(chain.equivocation("c", new Epoch(2), 7))))
                .isEqualTo("EVIDENCE_TOO_OLD");
        chain.accuse(chain.equivocation("c", new Epoch(20), 7));
    }

    @Test
    void stakeStaysSlashableAfterTheValidatorLeft() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        chain.succeed("d", new Leave());
        chain.endEpoch();
        chain.endEpoch();

        chain.accuse(chain.equivocation("d", ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(950);
        assertThat(chain.fail("d", StakingChain.join("d"))).isEqualTo("JAILED_FOR_GOOD");
    }

    // ---- what comes of it

    @Test
    void aSlashingIsRecordedAndReported() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        Evidence evidence = chain.equivocation("d", ONE, 7);

        Result result = chain.succeed("whoever", new SubmitEvidence(evidence));

        assertThat(result).isInstanceOfSatisfying(Result.Punished.class, punished -> {
            assertThat(punished.account()).isEqualTo(StakingChain.account("d"));
            assertThat(punished.penalty().units()).isEqualTo(50);
        });
        Slash slash = chain.queries().slashes(0, 1).get(0);
        assertThat(slash.account()).isEqualTo(StakingChain.account("d"));
        assertThat(slash.key()).isEqualTo(StakingChain.votes("d").publicKey());
        assertThat(slash.reason()).isEqualTo(Reason.EQUIVOCATION);
        assertThat(slash.round()).isEqualTo(evidence.round());
        assertThat(slash.penalty().units()).isEqualTo(50);
        assertThat(slash.left().units()).isEqualTo(950);
        assertThat(slash.evidence()).isEqualTo(Sha256.hash(StoredForms.encode(evidence)));
        assertThat(slash.height().number()).isEqualTo(1);
        assertThat(slash.time()).isEqualTo(chain.time());
        assertThat(chain.events("validator.slashed"))
                .hasSize(1)
                .first()
                .satisfies(event -> assertThat(event.fields())
                        .containsEntry("name", "d")
                        .containsEntry("reason", "Equivocation")
                        .containsEntry("penalty", "50")
                        .containsEntry("stake", "950")
                        .containsEntry("status", "jailed-for-good")
                        .containsEntry("view", "7"));
    }

    @Test
    void jailingsTakeEffectAllAtOnceHoweverMuchPowerTheyMove() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10);
        chain.accuse(chain.equivocation("b", ONE, 7));
        chain.accuse(chain.invalidProposal("c", ONE, 8));
        chain.accuse(chain.equivocation("d", ONE, 9));

        chain.endEpoch();

        assertThat(chain.members()).isEqualTo("a:10");
    }

    @Test
    void theLastValidatorStaysThoughAllAreJailedAndAnEventSaysSo() {
        StakingChain chain = StakingChain.of(1_000, 1_000);
        chain.accuse(chain.equivocation("a", ONE, 7));
        chain.accuse(chain.invalidProposal("b", ONE, 7));

        chain.endEpoch();

        assertThat(chain.members()).isEqualTo("b:990");
        assertThat(chain.events("validator.kept")).hasSize(1);
        chain.succeed("b", new Unjail());
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("b:990");
        assertThat(chain.status("b")).isEqualTo(ValidatorStatus.ACTIVE);
    }

    @Test
    void aSetThatLostAllItsStakeKeepsOneOfPowerOne() {
        StakingChain chain = StakingChain.of(10);
        chain.accuse(chain.equivocation("a", ONE, 7));

        chain.endEpoch();

        assertThat(chain.stake("a")).isZero();
        assertThat(chain.members()).isEqualTo("a:1");
    }

    @Test
    void whoIsJailedInLineWaitsNoMore() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10);
        chain.succeed("d", new Leave());
        chain.endEpoch();
        chain.succeed("d", StakingChain.join("d"));

        chain.accuse(chain.invalidProposal("d", ONE, 3));
        chain.endEpoch();

        assertThat(chain.members()).isEqualTo("a:10 b:10 c:10");
        assertThat(chain.status("d")).isEqualTo(ValidatorStatus.JAILED);
    }

    @Test
    void evidenceIsAloneInItsTransaction() {
        StakingChain chain = StakingChain.of(10, 10);

        assertThat(chain.fail("a", new Leave(), new SubmitEvidence(chain.equivocation("b", ONE, 7))))
                .isEqualTo("MALFORMED_OPERATION");
    }

    @Test
    void evidenceHasOneForm() {
        StakingChain chain = StakingChain.of(10, 10);
        byte[] bytes = new SubmitEvidence(chain.equivocation("b", ONE, 7)).encode();

        assertThat(Operation.decode(bytes).encode()).isEqualTo(bytes);
        assertThat(chain.ledger().accusation(chain.equivocation("b", ONE, 7))).isEqualTo(bytes);
    }

    @Test
    void theKeyThatServedInThatEpochIsPunishedAfterItWasRotatedAway() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        chain.succeed("d", StakingChain.rotation("d", StakingChain.votes("d"), StakingChain.votes("d again")));
        chain.endEpoch();

        chain.accuse(chain.equivocation(StakingChain.votes("d"), ONE, 7));

        assertThat(chain.stake("d")).isEqualTo(950);
        Join elsewhere = StakingChain.join("b", StakingChain.votes("d"));
        chain.succeed("b", new Leave());
        chain.endEpoch();
        assertThat(chain.fail("b", elsewhere)).isEqualTo("KEY_TAKEN");
    }
}
