package io.quorate.ledger;

import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.protocol.port.Application.Event;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ledger.md, Decisions: two thirds of the electorate's weight behind one value. */
class SupermajorityTest {
    @ParameterizedTest(name = "of {0} equal votes {1}")
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 4", "6, 4", "7, 5", "10, 7", "999, 666", "1000, 667"})
    void twoThirdsBehindOneValueDecide(int total, int needed) {
        TestChain chain = TestChain.fresh();
        chain.succeed(
                TestChain.ANNA,
                new Operation.OpenDecision("t", rules(new Electorate.Open(total), Quorum.SUPERMAJORITY)));
        for (int i = 1; i <= needed; i++) {
            Result.Voted voted = (Result.Voted) chain.succeed(
                    BEN, new Operation.RegisterInstance("i" + i), new CastVote("i" + i, "t", "v", Optional.empty()));
            assertThat(voted.quorum()).isEqualTo(needed);
            assertThat(voted.quorumReached()).isEqualTo(i == needed);
        }
        assertThat(chain.decision("t").orElseThrow().result()).contains("v");
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @CsvSource({
        "a=x b=x, DECIDED, x",
        "a=x b=y, OPEN, ",
        "a=x b=y c=x, DECIDED, x",
        "a=y b=x c=x, DECIDED, x",
        "a=x b=y c=z, NO_CONSENSUS, "
    })
    void ofThree(String votes, Status status, String result) {
        Poll poll = Poll.of("a", "b", "c").open(rules(listed("a", "b", "c"), Quorum.SUPERMAJORITY));

        assertThat(poll.vote(votes)).isEqualTo(status);
        assertThat(poll.view().result()).isEqualTo(Optional.ofNullable(result));
    }

    @Test
    void itClosesAsSoonAsNoValueCanBeDecidedAnyMore() {
        Poll poll = Poll.of("a", "b", "c", "d", "e", "f").open(rules(new Electorate.Open(6), Quorum.SUPERMAJORITY));

        assertThat(poll.vote("a=x b=y c=x d=y")).as("x or y may still get 4").isEqualTo(Status.OPEN);
        assertThat(poll.vote("e=z")).as("nobody may").isEqualTo(Status.NO_CONSENSUS);
        assertThat(poll.view().result()).isEmpty();
        assertThat(poll.view().voteCount()).isEqualTo(5);
        assertThat(poll.refusedVote("f", "x")).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(poll.chain.events(Ledger.DECISION_CLOSED))
                .containsExactly(new Event(
                        Ledger.DECISION_CLOSED,
                        new TreeMap<>(Map.of(
                                "decision", "lunch", "status", "NO_CONSENSUS", "voteCount", "5", "quorum", "4"))));
        assertThat(poll.chain.events(Ledger.DECISION_MADE)).isEmpty();
        assertThat(poll.chain.queries().usage(TestChain.ANNA).openDecisions()).isZero();
        assertThat(poll.chain.queries().summary().decided()).isZero();
    }
}
