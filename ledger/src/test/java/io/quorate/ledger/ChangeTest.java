package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** validators.md, Change. */
class ChangeTest {
    private static final Epoch ONE = new Epoch(1);

    // ---- join and leave

    @Test
    void whoJoinsIsInTheNextSetWithTheStakeThatGenesisAllotted() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x"), 10, 10);

        chain.succeed("x", StakingChain.join("x"));

        assertThat(chain.members()).isEqualTo("a:10 b:10");
        assertThat(chain.status("x")).isEqualTo(ValidatorStatus.JOINING);
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 x:4");
        assertThat(chain.status("x")).isEqualTo(ValidatorStatus.ACTIVE);
        assertThat(chain.events("validator.joined")).hasSize(1);
    }

    @Test
    void whoLeavesIsInTheSetUntilTheEpochEnds() {
        StakingChain chain = StakingChain.of(10, 10, 5);

        chain.succeed("c", new Leave());

        assertThat(chain.status("c")).isEqualTo(ValidatorStatus.LEAVING);
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10");
        assertThat(chain.status("c")).isEqualTo(ValidatorStatus.OUT);
        chain.succeed("c", StakingChain.join("c"));
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 c:5");
    }

    @Test
    void joinIsSignedByTheConsensusKeyOverTheAccount() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x", "y"), 10, 10);
        Join ofX = StakingChain.join("x");

        assertThat(chain.fail("y", ofX)).isEqualTo("INVALID_PROOF");
        chain.succeed("x", ofX);
    }

    @Test
    void aConsensusKeyServesOneValidatorEver() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x", "y"), 10, 10);

        assertThat(chain.fail("x", StakingChain.join("x", StakingChain.votes("a"))))
                .isEqualTo("KEY_TAKEN");
        chain.succeed("x", StakingChain.join("x"));
        chain.endEpoch();
        chain.succeed("x", new Leave());
        chain.endEpoch();
        assertThat(chain.fail("y", StakingChain.join("y", StakingChain.votes("x"))))
                .isEqualTo("KEY_TAKEN");
    }

    @Test
    void aConsensusKeyMustBeCanonical() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x"), 10, 10);
        Join good = StakingChain.join("x");

        assertThat(chain.fail("x", new Join("x", PublicKey.of(new byte[32]), good.proof())))
                .isEqualTo("INVALID_KEY");
    }

    @Test
    void theLastValidatorDoesNotLeaveUntilAnotherIsThere() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x"), 10);
        chain.succeed("a", new Leave());

        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10");
        assertThat(chain.events("validator.kept")).hasSize(1);

        chain.succeed("x", StakingChain.join("x"));
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 x:4");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("x:4");
    }

    @Test
    void whoComesWhenTheLineIsFullMayTryAgainInTheNextEpoch() {
        String[] many = IntStream.rangeClosed(0, (int) Line.LIMIT)
                .mapToObj(number -> "x" + number)
                .toArray(String[]::new);
        StakingChain chain = StakingChain.of(StakingChain.allotting(1, many), 10, 10);
        for (int i = 0; i < Line.LIMIT; i++) {
            chain.succeed(many[i], StakingChain.join(many[i]));
        }
        String last = many[(int) Line.LIMIT];

        assertThat(chain.fail(last, StakingChain.join(last))).isEqualTo("LINE_FULL");

        chain.endEpoch();
        chain.succeed(last, StakingChain.join(last));
    }

    @Test
    void codesHaveAFixedOrder() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(4, "x"), 10, 10, 10, 10);

        assertThat(chain.fail("nobody", StakingChain.join("nobody"))).isEqualTo("NOT_A_VALIDATOR");
        assertThat(chain.fail("x", new Leave())).isEqualTo("NOT_A_VALIDATOR");
        assertThat(chain.fail("x", new Unjail())).isEqualTo("NOT_A_VALIDATOR");
        assertThat(chain.fail("a", StakingChain.join("a"))).isEqualTo("ALREADY_A_VALIDATOR");
        assertThat(chain.fail("a", new Unjail())).isEqualTo("NOT_JAILED");
        chain.succeed("a", new Leave());
        assertThat(chain.fail("a", new Leave())).isEqualTo("CHANGE_PENDING");
        assertThat(chain.fail("a", StakingChain.join("a"))).isEqualTo("CHANGE_PENDING");
        chain.accuse(chain.invalidProposal("b", ONE, 3));
        assertThat(chain.fail("b", new Leave())).isEqualTo("JAILED");
        chain.accuse(chain.equivocation("b", ONE, 3));
        assertThat(chain.fail("b", new Leave())).isEqualTo("JAILED_FOR_GOOD");
    }

    // ---- the line

    @Test
    void thePowerThatMovesInAnEpochIsWithinAThird() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(5, "v", "w", "x", "y", "z"), 10, 10, 10);
        for (String name : List.of("v", "w", "x", "y", "z")) {
            chain.succeed(name, StakingChain.join(name));
        }

        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 c:10 v:5 w:5");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 c:10 v:5 w:5 x:5 y:5");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 c:10 v:5 w:5 x:5 y:5 z:5");
    }

    @Test
    void theFirstInLineAlwaysGoesAndNobodyOvertakes() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(1, "x"), 10, 100, 10);
        chain.succeed("b", new Leave());
        chain.succeed("x", StakingChain.join("x"));

        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 c:10");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 c:10 x:1");
    }

    @Test
    void aSmallChangeDoesNotOvertakeOneThatDoesNotFit() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(1, "x", "y"), 30, 30, 30);
        chain.succeed("x", StakingChain.join("x"));
        chain.succeed("a", new Leave());
        chain.succeed("y", StakingChain.join("y"));

        chain.endEpoch();
        assertThat(chain.members()).as("1 + 30 is over a third of 90").isEqualTo("a:30 b:30 c:30 x:1");
        chain.endEpoch();
        assertThat(chain.members()).as("30 is within a third of 91, 31 is not").isEqualTo("b:30 c:30 x:1");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("b:30 c:30 x:1 y:1");
    }

    @Test
    void aNetworkGoesFromThreeValidatorsToSevenAndBackToFour() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(10, "w", "x", "y", "z"), 10, 10, 10);
        for (String name : List.of("w", "x", "y", "z")) {
            chain.succeed(name, StakingChain.join(name));
        }
        while (chain.set().size() < 7) {
            chain.endEpoch();
        }
        for (String name : List.of("a", "b", "c")) {
            chain.succeed(name, new Leave());
        }
        while (chain.set().size() > 4) {
            chain.endEpoch();
        }

        assertThat(chain.members()).isEqualTo("w:10 x:10 y:10 z:10");
        assertThat(chain.epoch().number()).isLessThan(10);
    }

    // ---- grants

    @Test
    void aGrantIsExecutedOnceAQuorumHasSignedTheSame() {
        StakingChain chain = StakingChain.of(10, 10, 10, 10);
        GrantStake grant = StakingChain.grant(1, "x", 7);

        assertThat(chain.succeed("a", grant))
                .isEqualTo(new Result.Granted(new VotingPower(10), new VotingPower(27), false));
        chain.succeed("b", grant);
        assertThat(chain.queries().validator(StakingChain.account("x"))).isEmpty();
        assertThat(chain.succeed("c", grant))
                .isEqualTo(new Result.Granted(new VotingPower(30), new VotingPower(27), true));

        assertThat(chain.stake("x")).isEqualTo(7);
        assertThat(chain.fail("d", grant)).as("once ever").isEqualTo("ALREADY_GRANTED");
        chain.succeed("x", StakingChain.join("x"));
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10 c:10 d:10 x:7");
    }

    @Test
    void onlyValidatorsOfTheCurrentSetGrantAndEachOnce() {
        StakingChain chain = StakingChain.of(StakingChain.allotting(5, "x"), 10, 10, 10, 10);
        GrantStake grant = StakingChain.grant(1, "x", 7);

        assertThat(chain.fail("x", grant)).isEqualTo("NOT_A_VALIDATOR");
        chain.succeed("a", grant);
        assertThat(chain.fail("a", grant)).isEqualTo("ALREADY_SIGNED");
        assertThat(chain.fail("b", StakingChain.grant(1, "x", 8))).isEqualTo("GRANT_MISMATCH");
        assertThat(chain.fail("b", StakingChain.grant(1, "y", 7))).isEqualTo("GRANT_MISMATCH");
    }

    @Test
    void theSignatureOfOneWhoLeftDoesNotCount() {
        StakingChain chain = StakingChain.of(10, 10, 10);
        GrantStake grant = StakingChain.grant(1, "x", 7);
        chain.succeed("c", grant);
        chain.succeed("c", new Leave());
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:10 b:10");

        assertThat(chain.succeed("a", grant))
                .isEqualTo(new Result.Granted(new VotingPower(10), new VotingPower(14), false));
    }

    @Test
    void aValidatorsPowerFollowsItsStakeWhenTheEpochEnds() {
        StakingChain chain = StakingChain.of(30, 30, 30);
        GrantStake grant = StakingChain.grant(1, "a", 20);
        chain.succeed("a", grant);
        chain.succeed("b", grant);

        assertThat(chain.stake("a")).isEqualTo(50);
        assertThat(chain.members()).isEqualTo("a:30 b:30 c:30");
        chain.endEpoch();
        assertThat(chain.members()).isEqualTo("a:50 b:30 c:30");
    }

    @Test
    void allStakeTogetherStaysWithinItsLimit() {
        StakingChain chain = StakingChain.of(VotingPower.LIMIT - 5);

        assertThat(chain.fail("a", StakingChain.grant(1, "x", 6))).isEqualTo("STAKE_LIMIT");
        chain.succeed("a", StakingChain.grant(2, "x", 5));
        chain.succeed("x", StakingChain.join("x"));
        chain.endEpoch();
        assertThat(chain.set().total().units()).isEqualTo(VotingPower.LIMIT);
    }

    @Test
    void aGrantOfAnIdOfAnotherLengthIsMalformed() {
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new GrantStake(Bytes.of(new byte[15]), StakingChain.account("x"), new VotingPower(1)));
    }

    // ---- keys

    @Test
    void aRotatedKeyTakesEffectWithTheNextSet() {
        StakingChain chain = StakingChain.of(10, 10);
        RotateKey rotation = StakingChain.rotation("a", StakingChain.votes("a"), StakingChain.votes("new a"));

        chain.succeed("a", rotation);

        assertThat(chain.set().indexOf(StakingChain.votes("a").publicKey())).isPresent();
        chain.endEpoch();
        assertThat(chain.set().indexOf(StakingChain.votes("a").publicKey())).isEmpty();
        assertThat(chain.set().indexOf(StakingChain.votes("new a").publicKey()))
                .map(index -> index.number())
                .contains(0);
        assertThat(chain.members()).isEqualTo("a:10 b:10");
    }

    @Test
    void aRotationIsSignedByTheOldKeyAndByTheNewOne() {
        StakingChain chain = StakingChain.of(10, 10);
        RotateKey good = StakingChain.rotation("a", StakingChain.votes("a"), StakingChain.votes("n"));
        RotateKey byOthers = StakingChain.rotation("a", StakingChain.votes("b"), StakingChain.votes("n"));

        assertThat(chain.fail("a", new RotateKey(good.newKey(), byOthers.byOld(), good.byNew())))
                .isEqualTo("INVALID_PROOF");
        assertThat(chain.fail("a", new RotateKey(good.newKey(), good.byOld(), good.byOld())))
                .isEqualTo("INVALID_PROOF");
        assertThat(chain.fail("b", good)).as("of another account").isEqualTo("INVALID_PROOF");
        assertThat(chain.fail("a", StakingChain.rotation("a", StakingChain.votes("a"), StakingChain.votes("b"))))
                .isEqualTo("KEY_TAKEN");
        chain.succeed("a", good);
        assertThat(chain.fail("a", StakingChain.rotation("a", StakingChain.votes("a"), StakingChain.votes("m"))))
                .isEqualTo("CHANGE_PENDING");
    }

    // ---- weights

    @Test
    void weightsFollowFromWhoProposedTheBlocksAndFromAge() {
        StakingChain chain = StakingChain.of(100, 100);
        for (int epoch = 0; epoch < 3; epoch++) {
            chain.blocksBy("a", 10);
            chain.blocksBy("b", 2);
            chain.endEpoch();
        }

        assertThat(chain.accountOf("a").standing().age()).isEqualTo(10_300);
        assertThat(chain.accountOf("b").standing().reputation()).isEqualTo(9_400);
        assertThat(chain.set().validators().get(1).leaderWeight()).isEqualTo(100L * 9_400 * 10_300 / 100_000_000);
        assertThat(chain.set().total().units()).isEqualTo(200);
    }

    @Test
    void withBothFactorsOffTheSetStaysTheSame() {
        StakingChain chain = StakingChain.of(new Staking(500, 100, false, false, List.of()), 100, 100);
        chain.blocksBy("a", 20);

        chain.endEpoch();

        assertThat(chain.set()).isEqualTo(chain.genesis.validators());
    }
}
