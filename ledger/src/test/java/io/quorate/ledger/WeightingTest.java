package io.quorate.ledger;

import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.Tally;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Rules;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.LedgerTerms;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ledger.md, Decisions: what votes weigh. */
class WeightingTest {
    private static final PublicKey ALICE = TestChain.key("alice account");
    private static final PublicKey BOB = TestChain.key("bob account");

    private static DecisionRules rules(Quorum quorum, Weighting weighting, String... ids) {
        return new DecisionRules(listed(ids), quorum, weighting, BallotRule.withoutDeadline());
    }

    private static TestChain chain(long alice, long bob, long granted) {
        LedgerLimits limits =
                new LedgerLimits(2_000, 1_000, 1_000, 1 << 20, Duration.ZERO, new TreeMap<>(Map.of(ANNA, granted)));
        TestChain chain = new TestChain(limits, alice, bob, 1);
        chain.succeed(ALICE, new RegisterInstance("alice"));
        chain.succeed(BOB, new RegisterInstance("bob"));
        chain.succeed(ANNA, new RegisterInstance("anna"));
        chain.succeed(BEN, new RegisterInstance("ben"));
        return chain;
    }

    private static Status vote(TestChain chain, PublicKey sender, String instance, String value) {
        return ((Result.Voted) chain.succeed(sender, new CastVote(instance, "t", value, Optional.empty()))).status();
    }

    private static DecisionView view(TestChain chain) {
        return chain.decision("t").orElseThrow();
    }

    @Test
    void anInstanceWeighsItsAccountsStakeOrWhatGenesisGrantsOrOne() {
        TestChain chain = chain(30, 20, 7);
        chain.succeed(
                BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.STAKE, "alice", "bob", "anna", "ben")));

        assertThat(view(chain).electors())
                .containsExactly(
                        new Elector("alice", 30),
                        new Elector("anna", 7),
                        new Elector("ben", 1),
                        new Elector("bob", 20));
        assertThat(view(chain).rules().electors().weight()).isEqualTo(58);
    }

    @Test
    void onlyAValidatorHasAnEffectiveWeight() {
        TestChain chain = chain(30, 20, 7);
        chain.succeed(
                BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "alice", "bob", "anna", "ben")));

        assertThat(view(chain).electors())
                .containsExactly(
                        new Elector("alice", 30),
                        new Elector("anna", 0),
                        new Elector("ben", 0),
                        new Elector("bob", 20));
    }

    @Test
    void theWeightierValueOfAMajorityOfInstancesWins() {
        TestChain chain = chain(30, 20, 7);
        chain.succeed(
                BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.STAKE, "alice", "bob", "anna", "ben")));

        vote(chain, BEN, "ben", "x");
        vote(chain, ANNA, "anna", "x");
        assertThat(vote(chain, BOB, "bob", "y"))
                .as("the quorum counts instances")
                .isEqualTo(Status.DECIDED);
        assertThat(view(chain).result()).contains("y");
        assertThat(view(chain).tally()).containsExactly(new Tally("x", 8), new Tally("y", 20));
    }

    @Test
    void aSupermajorityIsOfWeight() {
        TestChain chain = chain(30, 20, 7);
        chain.succeed(
                BEN,
                new OpenDecision("t", rules(Quorum.SUPERMAJORITY, Weighting.STAKE, "alice", "bob", "anna", "ben")));

        assertThat(view(chain).rules().required()).isEqualTo(39);
        vote(chain, ALICE, "alice", "x");
        assertThat(vote(chain, ANNA, "anna", "x")).isEqualTo(Status.OPEN);
        assertThat(vote(chain, BEN, "ben", "x")).isEqualTo(Status.OPEN);
        assertThat(vote(chain, BOB, "bob", "x")).isEqualTo(Status.DECIDED);
    }

    @Test
    void aHeavyVoteAloneDecidesASupermajorityOrMakesItImpossible() {
        TestChain chain = chain(40, 20, 1);
        chain.succeed(BEN, new OpenDecision("t", rules(Quorum.SUPERMAJORITY, Weighting.STAKE, "alice", "bob")));
        assertThat(vote(chain, ALICE, "alice", "x"))
                .as("40 of 60 is two thirds")
                .isEqualTo(Status.DECIDED);

        TestChain other = chain(39, 20, 1);
        other.succeed(BEN, new OpenDecision("t", rules(Quorum.SUPERMAJORITY, Weighting.STAKE, "alice", "bob")));
        assertThat(vote(other, ALICE, "alice", "x")).as("39 of 59 is not").isEqualTo(Status.OPEN);
        assertThat(vote(other, BOB, "bob", "y")).isEqualTo(Status.NO_CONSENSUS);
    }

    /** Of values that tie by weight, the one that reached that weight first. */
    @Test
    void tiesOfWeightGoToWhoReachedItFirst() {
        TestChain chain = chain(5, 2, 3);
        chain.succeed(
                BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.STAKE, "alice", "bob", "anna", "ben")));

        vote(chain, ANNA, "anna", "y");
        vote(chain, ALICE, "alice", "x");
        assertThat(vote(chain, BOB, "bob", "y")).isEqualTo(Status.DECIDED);
        assertThat(view(chain).tally()).containsExactly(new Tally("y", 5), new Tally("x", 5));
        assertThat(view(chain).result()).contains("x");
    }

    @Test
    void votesOfNoWeightCountTowardsAMajorityOfInstances() {
        TestChain chain = chain(5, 2, 3);
        chain.succeed(BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "alice", "anna", "ben")));

        vote(chain, ANNA, "anna", "y");
        assertThat(vote(chain, BEN, "ben", "x")).isEqualTo(Status.DECIDED);
        assertThat(view(chain).result()).as("both weigh nothing: the first").contains("y");
    }

    @Test
    void somebodyMustHaveWeight() {
        assertThat(chain(5, 2, 3)
                        .fail(BEN, new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "anna", "ben"))))
                .isEqualTo(FailureCode.NO_WEIGHT);
    }

    // ---- when they are read

    @Test
    void weightsAreReadWhenTheDecisionOpens() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        for (String name : List.of("a", "b", "c", "d")) {
            chain.succeed(name, new RegisterInstance("i" + name));
        }
        chain.succeed("a", new OpenDecision("before", rules(Quorum.MAJORITY, Weighting.STAKE, "ia", "id")));
        chain.succeed("a", new OpenDecision("ready", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia", "id")));

        chain.accuse(chain.equivocation("d", new Epoch(1), 7));
        chain.succeed("a", new OpenDecision("after", rules(Quorum.MAJORITY, Weighting.STAKE, "ia", "id")));
        chain.succeed("a", new OpenDecision("jailed", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia", "id")));

        assertThat(weights(chain, "before")).containsExactly(1_000L, 1_000L);
        assertThat(weights(chain, "ready")).containsExactly(1_000L, 1_000L);
        assertThat(weights(chain, "after")).as("a twentieth was slashed").containsExactly(1_000L, 950L);
        assertThat(weights(chain, "jailed")).as("who is jailed is no validator").containsExactly(1_000L, 0L);
    }

    @Test
    void anEffectiveWeightIsStakeByReputationByAge() {
        StakingChain chain = StakingChain.of(Staking.DEFAULT, 1_000, 1_000);
        chain.succeed("a", new RegisterInstance("ia"));
        chain.succeed("b", new RegisterInstance("ib"));
        for (int epoch = 0; epoch < 3; epoch++) {
            chain.blocksBy("a", 20);
            chain.endEpoch();
        }
        chain.succeed("a", new OpenDecision("t", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia", "ib")));

        assertThat(chain.accountOf("b").standing().reputation())
                .as("b made no blocks")
                .isLessThan(10_000);
        assertThat(weights(chain, "t"))
                .containsExactlyElementsOf(Stream.of("a", "b")
                        .map(name -> chain.accountOf(name).standing().weight(new VotingPower(1_000), Staking.DEFAULT))
                        .toList())
                .isNotEqualTo(List.of(1_000L, 1_000L));
    }

    @Test
    void anEffectiveWeightIsThatOfTheSetUntilTheEpochEnds() {
        StakingChain chain = StakingChain.of(1_000, 1_000, 1_000, 1_000);
        chain.succeed("a", new RegisterInstance("ia"));
        for (String name : List.of("a", "b", "c")) {
            chain.succeed(name, StakingChain.grant(1, "a", 500));
        }
        chain.succeed("a", new OpenDecision("stake", rules(Quorum.MAJORITY, Weighting.STAKE, "ia")));
        chain.succeed("a", new OpenDecision("now", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia")));
        chain.succeed("a", StakingChain.rotation("a", StakingChain.votes("a"), StakingChain.votes("a2")));
        chain.succeed("a", new OpenDecision("rotating", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia")));

        assertThat(weights(chain, "stake")).containsExactly(1_500L);
        assertThat(weights(chain, "now")).containsExactly(1_000L);
        assertThat(weights(chain, "rotating")).containsExactly(1_000L);
        chain.endEpoch();
        chain.succeed("a", new OpenDecision("later", rules(Quorum.MAJORITY, Weighting.EFFECTIVE, "ia")));
        long weight = chain.set(chain.epoch())
                .get(chain.set(chain.epoch())
                        .indexOf(StakingChain.votes("a2").publicKey())
                        .orElseThrow())
                .leaderWeight();
        assertThat(weights(chain, "later")).containsExactly(weight);
    }

    private static List<Long> weights(StakingChain chain, String topic) {
        return chain.queries().decision(topic, chain.time()).orElseThrow().electors().stream()
                .map(Elector::weight)
                .toList();
    }

    // ---- huge and tiny

    @Test
    void theLargestStakeAndTheSmallestAddUpExactly() {
        long huge = VotingPower.LIMIT - 3;
        TestChain chain = chain(huge, 2, LedgerTerms.WEIGHT_LIMIT);
        chain.succeed(
                BEN,
                new OpenDecision("t", rules(Quorum.SUPERMAJORITY, Weighting.STAKE, "alice", "bob", "anna", "ben")));
        long total = huge + 2 + LedgerTerms.WEIGHT_LIMIT + 1;
        assertThat(view(chain).rules().electors().weight()).isEqualTo(total);

        assertThat(vote(chain, ALICE, "alice", "x")).as("2^61 - 3 of 3 * 2^60").isEqualTo(Status.OPEN);
        assertThat(vote(chain, BEN, "ben", "y")).isEqualTo(Status.OPEN);
        assertThat(vote(chain, BOB, "bob", "x")).as("2^61 - 1").isEqualTo(Status.OPEN);
        assertThat(vote(chain, ANNA, "anna", "y")).isEqualTo(Status.NO_CONSENSUS);
    }

    @Test
    void aSumAboveItsLimitIsRefusedBeforeAnythingIsAdded() {
        TestChain chain = chain(1L << 60, 1, 1);
        List<String> ids = List.of("a1", "a2", "a3", "a4");
        ids.forEach(id -> chain.succeed(ALICE, new RegisterInstance(id)));
        chain.succeed(BEN, new OpenDecision("t", rules(Quorum.SUPERMAJORITY, Weighting.STAKE, "a1", "a2", "a3", "a4")));
        assertThat(view(chain).rules().electors().weight()).isEqualTo(Rules.MAX_WEIGHT);
        assertThat(view(chain).rules().required()).isEqualTo(Rules.MAX_WEIGHT - Rules.MAX_WEIGHT / 3);
        for (String id : List.of("a1", "a2")) {
            assertThat(vote(chain, ALICE, id, "x")).isEqualTo(Status.OPEN);
        }
        assertThat(vote(chain, ALICE, "a3", "x")).isEqualTo(Status.DECIDED);

        assertThat(chain.fail(
                        BEN,
                        new OpenDecision("u", rules(Quorum.MAJORITY, Weighting.STAKE, "a1", "a2", "a3", "a4", "ben"))))
                .isEqualTo(FailureCode.WEIGHT_LIMIT);
    }

    @Test
    void aThousandOfTheHeaviestAreRefusedToo() {
        TestChain chain = chain(VotingPower.LIMIT - 2, 1, 1);
        List<String> ids =
                Stream.iterate(0, i -> i + 1).limit(1_000).map(i -> "i" + i).toList();
        for (int from = 0; from < 1_000; from += 250) {
            chain.succeed(
                    ALICE,
                    ids.subList(from, from + 250).stream()
                            .map(RegisterInstance::new)
                            .toArray(Operation[]::new));
        }
        assertThat(chain.fail(
                        BEN,
                        new OpenDecision(
                                "t",
                                new DecisionRules(
                                        new Electorate.Listed(ids),
                                        Quorum.MAJORITY,
                                        Weighting.STAKE,
                                        BallotRule.withoutDeadline()))))
                .isEqualTo(FailureCode.WEIGHT_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, (1L << 60) + 1, Long.MAX_VALUE})
    void genesisGrantsNoWeightThatCouldOverflow(long weight) {
        assertThatIllegalArgumentException().isThrownBy(() -> granting(weight));
        assertThatIllegalArgumentException().isThrownBy(() -> granting(1L << 60, 1));
    }

    private static LedgerTerms granting(long... weights) {
        return new LedgerTerms(
                1,
                1,
                1,
                1,
                Duration.ZERO,
                Arrays.stream(weights)
                        .mapToObj(weight -> new LedgerTerms.Weight(ANNA, weight))
                        .toList());
    }
}
