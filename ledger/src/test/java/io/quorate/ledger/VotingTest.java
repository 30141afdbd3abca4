package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.Tally;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ledger.md, Decisions. */
class VotingTest {
    private final TestChain chain = TestChain.fresh();

    @ParameterizedTest(name = "of {0} instances {1} decide")
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 3", "6, 4", "7, 4", "999, 500", "1000, 501"})
    void aMajorityOfInstancesDecides(int total, int quorum) {
        for (int vote = 1; vote <= quorum; vote++) {
            Result.Voted voted = vote("lunch", "soup", Optional.of(total));
            boolean decides = vote == quorum;
            assertThat(voted)
                    .isEqualTo(new Result.Voted(
                            "lunch",
                            vote,
                            quorum,
                            decides ? Decision.Status.DECIDED : Decision.Status.OPEN,
                            decides ? Optional.of("soup") : Optional.empty()));
        }
        assertThat(view("lunch").status()).isEqualTo(Decision.Status.DECIDED);
        assertThat(chain.events(Ledger.DECISION_OPENED)).hasSize(1);
        assertThat(chain.events(Ledger.VOTE_CAST)).hasSize(quorum);
        assertThat(chain.events(Ledger.DECISION_MADE))
                .containsExactly(new Event(
                        "quorum.decision.made",
                        new TreeMap<>(Map.of(
                                "decision",
                                "lunch",
                                "value",
                                "soup",
                                "voteCount",
                                Integer.toString(quorum),
                                "quorum",
                                Integer.toString(quorum),
                                "status",
                                "DECIDED"))));
    }

    @ParameterizedTest(name = "{0}: {1} wins")
    @CsvSource({
        "a b b, b",
        "a b c, a",
        "b a c, b",
        "a b b a, b",
        "a a b b c, a",
        "b a a b c, a",
        "c a b b a, b",
        "c b a a b c d, a"
    })
    void theMostVotesWinAndOfATieTheFirstToReachThem(String votes, String winner) {
        List<String> values = List.of(votes.split(" "));
        Optional<Integer> total = Optional.of(2 * values.size() - 1);
        Optional<String> decided = Optional.empty();
        for (String value : values) {
            decided = vote("lunch", value, total).finalDecision();
        }
        assertThat(decided).contains(winner);
        assertThat(view("lunch").result()).contains(winner);
    }

    @Test
    void aFirstVoteOpensADecisionForThree() {
        vote("lunch", "soup", Optional.empty());

        assertThat(view("lunch").rules().totalInstances()).isEqualTo(3);
        assertThat(view("lunch").rules().required()).isEqualTo(2);
        assertThat(view("lunch").result()).isEmpty();
        assertThat(vote("lunch", "stew", Optional.of(3)).finalDecision()).contains("soup");
    }

    @Test
    void anOmittedTotalAgreesWithWhatIsFixed() {
        vote("lunch", "soup", Optional.of(7));
        vote("lunch", "soup", Optional.empty());

        assertThat(view("lunch").rules().totalInstances()).isEqualTo(7);
        assertThat(view("lunch").voteCount()).isEqualTo(2);
    }

    @Test
    void aDifferentTotalIsARulesMismatch() {
        vote("lunch", "soup", Optional.empty());

        assertThat(refusedVote("lunch", Optional.of(5))).isEqualTo(FailureCode.RULES_MISMATCH);
        assertThat(view("lunch").voteCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aTotalOutOfRangeIsInvalid(int total) {
        assertThat(refusedVote("lunch", Optional.of(total))).isEqualTo(FailureCode.INVALID_TOTAL);
        assertThat(chain.decision("lunch")).isEmpty();
    }

    @Test
    void aSecondVoteOfAnInstanceIsRefusedWhateverItsValue() {
        chain.succeed(ANNA, new RegisterInstance("i"), cast("i", "lunch", "soup"));

        assertThat(chain.fail(ANNA, cast("i", "lunch", "soup"))).isEqualTo(FailureCode.ALREADY_VOTED);
        assertThat(chain.fail(ANNA, cast("i", "lunch", "stew"))).isEqualTo(FailureCode.ALREADY_VOTED);
        assertThat(view("lunch").tally()).containsExactly(new Tally("soup", 1));
        assertThat(((Result.Voted) chain.succeed(ANNA, cast("i", "dinner", "soup"))).voteCount())
                .as("another decision")
                .isEqualTo(1);
    }

    @Test
    void aResultIsFinalForThoseWhoVotedAndThoseWhoDidNot() {
        chain.succeed(ANNA, new RegisterInstance("i"), cast("i", "lunch", "soup"));
        vote("lunch", "soup", Optional.empty());

        assertThat(chain.fail(ANNA, cast("i", "lunch", "stew"))).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(refusedVote("lunch", Optional.empty())).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(view("lunch").result()).contains("soup");
    }

    @Test
    void onlyARegisteredInstanceVotesAndOnlyByItsKey() {
        assertThat(chain.fail(ANNA, cast("i", "lunch", "soup"))).isEqualTo(FailureCode.NOT_REGISTERED);

        chain.succeed(ANNA, new RegisterInstance("i"));
        assertThat(chain.fail(BEN, cast("i", "lunch", "soup"))).isEqualTo(FailureCode.NOT_OWNER);
    }

    @Test
    void ofSeveralReasonsTheFirstInTheOrderIsGiven() {
        Optional<Integer> bad = Optional.of(0);
        Optional<Integer> different = Optional.of(9);
        CastVote vote = new CastVote("i", "lunch", "soup", bad);
        assertThat(chain.fail(BEN, vote)).isEqualTo(FailureCode.NOT_REGISTERED);

        chain.succeed(ANNA, new RegisterInstance("i"), cast("i", "lunch", "soup"));
        assertThat(chain.fail(BEN, vote)).isEqualTo(FailureCode.NOT_OWNER);
        assertThat(chain.fail(ANNA, vote)).isEqualTo(FailureCode.INVALID_TOTAL);
        assertThat(chain.fail(ANNA, new CastVote("i", "lunch", "soup", different)))
                .isEqualTo(FailureCode.RULES_MISMATCH);

        vote("lunch", "soup", Optional.empty());
        assertThat(chain.fail(ANNA, vote)).isEqualTo(FailureCode.INVALID_TOTAL);
        assertThat(chain.fail(ANNA, new CastVote("i", "lunch", "soup", different)))
                .isEqualTo(FailureCode.RULES_MISMATCH);
        assertThat(chain.fail(ANNA, cast("i", "lunch", "soup"))).isEqualTo(FailureCode.DECISION_CLOSED);
    }

    @Test
    void theVotesAreKeptAsAnAuditTrail() {
        chain.succeed(ANNA, new RegisterInstance("a"));
        chain.succeed(BEN, new RegisterInstance("b"));
        Transaction first = chain.transaction(ANNA, cast("a", "lunch", "soup"));
        Transaction second = chain.transaction(BEN, cast("b", "lunch", "stew"));
        chain.block(first);
        chain.block(second);

        DecisionView view = view("lunch");
        assertThat(view.votes())
                .containsExactly(
                        new Ballot("a", "soup", 1, chain.height().plus(-1), first.id()),
                        new Ballot("b", "stew", 1, chain.height(), second.id()));
        assertThat(view.tally()).containsExactly(new Tally("soup", 1), new Tally("stew", 1));
        assertThat(view.opening().opener()).isEqualTo(ANNA);
        assertThat(view.opening().transaction()).isEqualTo(first.id());
        assertThat(view.opening().height()).isEqualTo(chain.height().plus(-1));
        assertThat(view.opening().time().millis()).isEqualTo(chain.time().millis() - 1000);
        assertThat(view.closing())
                .contains(new Decision.Closing(Decision.Status.DECIDED, chain.height(), chain.time()));
    }

    @Test
    void allInstancesOfOneTransactionCanVote() {
        List<Operation> operations = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            operations.add(new RegisterInstance(id));
        }
        operations.add(cast("a", "lunch", "soup"));
        operations.add(cast("b", "lunch", "soup"));
        chain.succeed(ANNA, operations.toArray(Operation[]::new));

        assertThat(view("lunch").result()).contains("soup");
    }

    @Test
    void noEventOfAFailedTransactionIsTold() {
        chain.succeed(ANNA, new RegisterInstance("a"));
        CastVote deciding = new CastVote("a", "lunch", "soup", Optional.of(1));

        assertThat(chain.fail(ANNA, deciding, deciding)).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(chain.events()).isEmpty();
        assertThat(chain.decision("lunch")).isEmpty();
        assertThat(chain.queries().latestDecisions(chain.time(), 0, 10)).isEmpty();
    }

    @Test
    void topicsOfTheMostBytesAndValuesOfTheMostBytesWork() {
        String topic = "\uD83D\uDE80".repeat(Operation.MAX_TOPIC_CHARACTERS);
        String value = "v".repeat(Operation.MAX_VOTE_BYTES);
        chain.succeed(ANNA, new RegisterInstance("a"), new CastVote("a", topic, value, Optional.of(1)));

        assertThat(view(topic).result()).contains(value);
    }

    private int voters;

    private Result.Voted vote(String topic, String value, Optional<Integer> total) {
        String id = "voter-" + voters++;
        return (Result.Voted) chain.succeed(BEN, new RegisterInstance(id), new CastVote(id, topic, value, total));
    }

    private FailureCode refusedVote(String topic, Optional<Integer> total) {
        String id = "voter-" + voters++;
        chain.succeed(BEN, new RegisterInstance(id));
        return chain.fail(BEN, new CastVote(id, topic, "other", total));
    }

    private static CastVote cast(String instance, String topic, String value) {
        return new CastVote(instance, topic, value, Optional.empty());
    }

    private DecisionView view(String topic) {
        return chain.decision(topic).orElseThrow();
    }
}
