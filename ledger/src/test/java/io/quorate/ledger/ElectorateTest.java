package io.quorate.ledger;

import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.protocol.port.Application.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ledger.md, Decisions: who may vote, by OpenDecision. */
class ElectorateTest {
    private static final DecisionRules OF_THREE = rules(listed("a", "b", "c"), Quorum.MAJORITY);

    @Test
    void anOpenElectorateIsTheFirstInstancesToVote() {
        Poll poll = Poll.of("a", "b", "c").open(DecisionRules.ofFirst(3));

        assertThat(poll.vote("c=soup b=soup")).isEqualTo(Status.DECIDED);
        assertThat(poll.refusedVote("a", "stew")).isEqualTo(FailureCode.DECISION_CLOSED);
    }

    @Test
    void whatOpenDecisionSaysIsWhatAFirstVoteSays() {
        TestChain chain = TestChain.fresh();
        chain.succeed(ANNA, new OpenDecision("one", DecisionRules.ofFirst(5)));
        chain.succeed(BEN, new RegisterInstance("b"), new CastVote("b", "two", "v", Optional.of(5)));

        assertThat(chain.decision("one").orElseThrow().rules())
                .isEqualTo(chain.decision("two").orElseThrow().rules());
        assertThat(chain.decision("one").orElseThrow().opening().opener()).isEqualTo(ANNA);
        assertThat(chain.decision("one").orElseThrow().votes()).isEmpty();
    }

    @Test
    void ofAListOnlyThoseOnItVote() {
        Poll poll = Poll.of("a", "b", "c", "d").open(OF_THREE);

        assertThat(poll.refusedVote("d", "soup")).isEqualTo(FailureCode.NOT_IN_ELECTORATE);
        poll.vote("b=stew");
        assertThat(poll.refusedVote("d", "soup")).isEqualTo(FailureCode.NOT_IN_ELECTORATE);
        assertThat(poll.vote("c=soup")).isEqualTo(Status.DECIDED);
        assertThat(poll.view().result()).contains("stew");
        assertThat(poll.view().electors())
                .containsExactly(new Elector("a", 1), new Elector("b", 1), new Elector("c", 1));
        assertThat(poll.view().rules().isListed()).isTrue();
        assertThat(poll.view().rules().totalInstances()).isEqualTo(3);
    }

    @ParameterizedTest(name = "of {0} listed {1} decide")
    @CsvSource({"1, 1", "2, 2", "3, 2", "4, 3", "5, 3", "6, 4", "7, 4"})
    void aMajorityOfTheListDecides(int listed, int quorum) {
        String[] ids =
                List.of("a", "b", "c", "d", "e", "f", "g").subList(0, listed).toArray(String[]::new);
        Poll poll = Poll.of(ids).open(rules(listed(ids), Quorum.MAJORITY));
        for (int vote = 1; vote <= quorum; vote++) {
            assertThat(poll.vote(ids[vote - 1] + "=soup")).isEqualTo(vote < quorum ? Status.OPEN : Status.DECIDED);
        }
        assertThat(poll.view().rules().required()).isEqualTo(quorum);
    }

    @Test
    void aListIsOfRegisteredInstances() {
        Poll poll = Poll.of("a", "b");

        assertThat(poll.refusedOpen(OF_THREE)).isEqualTo(FailureCode.NOT_REGISTERED);
        poll.chain.succeed(ANNA, new RegisterInstance("c"));
        poll.open(OF_THREE);
    }

    @Test
    void theLargestListFitsInATransactionAndCountsAsTheSmallestDoes() {
        TestChain chain = TestChain.fresh();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < Electorate.MAX_SIZE; i++) {
            ids.add("voter-" + i);
        }
        for (int from = 0; from < ids.size(); from += 250) {
            chain.succeed(
                    BEN,
                    ids.subList(from, from + 250).stream()
                            .map(RegisterInstance::new)
                            .toArray(Operation[]::new));
        }
        chain.succeed(ANNA, new OpenDecision("t", rules(new Electorate.Listed(ids), Quorum.MAJORITY)));
        for (int from = 0; from < 501; from += 167) {
            chain.succeed(
                    BEN,
                    ids.subList(from, from + 167).stream()
                            .map(id -> new CastVote(id, "t", "v", Optional.of(1000)))
                            .toArray(Operation[]::new));
        }
        assertThat(chain.decision("t").orElseThrow().result()).contains("v");
        assertThat(chain.decision("t").orElseThrow().votes()).hasSize(501);
        assertThat(chain.decision("t").orElseThrow().electors()).hasSize(1000);
    }

    @Test
    void theSameRulesAgainAreAlreadyOpenedAndOtherRulesAreAMismatch() {
        Poll poll = Poll.of("a", "b", "c").open(OF_THREE);

        assertThat(poll.refusedOpen(rules(listed("c", "b", "a"), Quorum.MAJORITY)))
                .isEqualTo(FailureCode.ALREADY_OPENED);
        for (DecisionRules other : List.of(
                DecisionRules.ofFirst(3),
                rules(listed("a", "b"), Quorum.MAJORITY),
                rules(listed("a", "b", "c"), Quorum.SUPERMAJORITY),
                rules(listed("a", "b", "c"), Quorum.MAJORITY, poll.until(100)),
                rules(listed("a", "b", "c"), Quorum.MAJORITY, poll.secret(100, 200)))) {
            assertThat(poll.refusedOpen(other)).isEqualTo(FailureCode.RULES_MISMATCH);
        }
        poll.vote("a=x b=x");
        assertThat(poll.refusedOpen(OF_THREE)).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(poll.refusedOpen(DecisionRules.ofFirst(3))).isEqualTo(FailureCode.RULES_MISMATCH);
    }

    @Test
    void aVoteThatNamesAnotherTotalThanTheListsLengthIsAMismatch() {
        Poll poll = Poll.of("a", "b", "c").open(OF_THREE);

        assertThat(poll.chain.fail(BEN, new CastVote("a", Poll.TOPIC, "soup", Optional.of(4))))
                .isEqualTo(FailureCode.RULES_MISMATCH);
        poll.chain.succeed(BEN, new CastVote("a", Poll.TOPIC, "soup", Optional.of(3)));
        poll.vote("b=soup");
    }

    @Test
    void whoOpensADecisionIsChargedForItUntilItCloses() {
        Poll poll = new Poll(new TestChain(new LedgerLimits(10, 1, 1, 1_000)), "a", "b", "c");
        poll.open(OF_THREE);
        long listed = 3 * (1 + 8 + 48);

        assertThat(poll.chain.queries().usage(ANNA).openDecisions()).isEqualTo(1);
        assertThat(poll.chain.queries().usage(ANNA).bytes()).isEqualTo(128 + Poll.TOPIC.length() + listed);
        assertThat(poll.chain.fail(ANNA, new OpenDecision("dinner", OF_THREE)))
                .isEqualTo(FailureCode.TOO_MANY_OPEN_DECISIONS);
        poll.vote("a=x b=x");
        assertThat(poll.chain.queries().usage(ANNA).openDecisions()).isZero();
        poll.chain.succeed(ANNA, new OpenDecision("dinner", DecisionRules.ofFirst(1)));
        poll.chain.succeed(BEN, new CastVote("c", "dinner", "x", Optional.empty()));
        assertThat(poll.chain.queries().usage(ANNA).openDecisions())
                .as("one that a single vote decides is charged, too, when it is opened without")
                .isZero();
    }

    @Test
    void anOpeningIsTold() {
        Poll poll = Poll.of("a", "b", "c").open(OF_THREE);

        assertThat(poll.chain.events(Ledger.DECISION_OPENED))
                .containsExactly(new Event(
                        Ledger.DECISION_OPENED,
                        new TreeMap<>(
                                Map.of("decision", "lunch", "opener", ANNA.toHex(), "quorum", "2", "voteCount", "0"))));
    }
}
