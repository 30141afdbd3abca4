package io.quorate.ledger;

import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Closing;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** ledger.md, Decisions: deadlines. */
class DeadlineTest {
    private static final Electorate THREE = listed("a", "b", "c");

    @Test
    void votesCountBeforeTheDeadlineAndNotFromItOn() {
        Poll poll = Poll.of("a", "b", "c");
        poll.open(rules(THREE, Quorum.MAJORITY, poll.until(100)));

        poll.then(99).vote("a=soup");
        poll.then(100);
        assertThat(poll.refusedVote("b", "soup")).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(poll.view().status()).isEqualTo(Status.EXPIRED);
        assertThat(poll.view().result()).isEmpty();
        assertThat(poll.view().votes()).hasSize(1);
    }

    @Test
    void aResultBeforeTheDeadlineStaysWhatItIs() {
        Poll poll = Poll.of("a", "b", "c");
        poll.open(rules(THREE, Quorum.MAJORITY, poll.until(100)));
        poll.vote("a=soup b=stew");

        poll.then(100).chain.block();
        assertThat(poll.view().status()).isEqualTo(Status.DECIDED);
        assertThat(poll.view().result()).contains("soup");
        assertThat(poll.chain.events(Ledger.DECISION_CLOSED)).isEmpty();
    }

    @Test
    void anUndecidedSupermajorityExpiresToo() {
        Poll poll = Poll.of("a", "b", "c");
        poll.open(rules(THREE, Quorum.SUPERMAJORITY, poll.until(100)));
        poll.vote("a=soup b=stew");

        poll.then(100).chain.block();
        assertThat(poll.view().status()).isEqualTo(Status.EXPIRED);
    }

    /** Deadlines are evaluated when a decision is read. */
    @Test
    void aReaderSeesItExpiredThoughNoBlockHasSaidSo() {
        Poll poll = Poll.of("a", "b", "c");
        poll.open(rules(THREE, Quorum.MAJORITY, poll.until(100)));

        assertThat(poll.viewAt(99).status()).isEqualTo(Status.OPEN);
        assertThat(poll.viewAt(100).status()).isEqualTo(Status.EXPIRED);
        assertThat(poll.viewAt(100).closing()).isEmpty();
        assertThat(poll.chain
                        .queries()
                        .latestDecisions(poll.at(100), 0, 1)
                        .get(0)
                        .status())
                .isEqualTo(Status.EXPIRED);
    }

    @Test
    void theFirstBlockAtTheDeadlineClosesIt() {
        Poll poll = Poll.of("a", "b", "c");
        poll.open(rules(THREE, Quorum.MAJORITY, poll.until(100)));

        poll.then(250).chain.block();

        assertThat(poll.view().closing()).contains(new Closing(Status.EXPIRED, poll.chain.height(), poll.at(250)));
        assertThat(poll.chain.events(Ledger.DECISION_CLOSED))
                .containsExactly(new Event(
                        Ledger.DECISION_CLOSED,
                        new TreeMap<>(
                                Map.of("decision", "lunch", "status", "EXPIRED", "voteCount", "0", "quorum", "2"))));
        assertThat(poll.chain.queries().usage(ANNA).openDecisions()).isZero();
    }

    @Test
    void aDeadlineIsAfterTheBlockThatOpens() {
        Poll poll = Poll.of("a", "b", "c");

        for (BallotRule passed :
                List.of(poll.until(99), poll.until(100), poll.secret(99, 200), poll.secret(100, 200))) {
            Poll fresh = Poll.of("a", "b", "c");
            assertThat(fresh.then(100).refusedOpen(rules(THREE, Quorum.MAJORITY, passed)))
                    .isEqualTo(FailureCode.DEADLINE_PASSED);
        }
        poll.then(100).open(rules(THREE, Quorum.MAJORITY, poll.until(101)));
    }

    /** At most 1,000 closings a block emit events, the rest follow: but all are closed to whoever asks. */
    @Test
    void aThousandAreClosedABlockAndTheRestFollow() {
        TestChain chain = TestChain.fresh();
        chain.succeed(ANNA, new Operation.RegisterInstance("late"));
        int decisions = 2 * DecisionUpkeep.CLOSINGS + 1;
        openUntil(chain, "t", decisions, 1_000);

        chain.nextAt(chain.time().plus(Duration.ofSeconds(2_000)));
        Operation touch = new Operation.CastVote("late", "t" + (decisions - 1), "v", Optional.empty());
        assertThat(chain.fail(ANNA, touch)).as("the last of them").isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(DecisionUpkeep.CLOSINGS);
        assertThat(chain.queries().usage(ANNA).openDecisions()).isEqualTo(decisions - DecisionUpkeep.CLOSINGS);
        assertThat(chain.decision("t" + (decisions - 1)).orElseThrow().status()).isEqualTo(Status.EXPIRED);
        chain.block();
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(2 * DecisionUpkeep.CLOSINGS);
        chain.block();
        chain.block();
        assertThat(chain.events(Ledger.DECISION_CLOSED))
                .extracting(event -> event.fields().get("decision"))
                .as("each once, in their order")
                .containsExactlyElementsOf(names("t", decisions));
        assertThat(chain.queries().usage(ANNA).openDecisions()).isZero();
    }

    /** Whoever opened it need not wait until it is its turn to be closed: the pruning does that, once. */
    @Test
    void whatIsOverdueMayBePrunedBeforeItsTurn() {
        TestChain chain =
                new TestChain(new LedgerLimits(10, 10_000, 10, 1 << 20, Duration.ofSeconds(1_000), new TreeMap<>()));
        BlockTime start = chain.time();
        int decisions = DecisionUpkeep.CLOSINGS + 2;
        openUntil(chain, "t", decisions, 1_000);
        Operation last = new Operation.PruneDecision("t" + (decisions - 1));

        chain.nextAt(start.plus(Duration.ofSeconds(1_000 + 1_000)));
        assertThat(chain.succeed(ANNA, last)).isEqualTo(new Result.Pruned("t" + (decisions - 1)));
        assertThat(chain.decision("t" + (decisions - 1)).orElseThrow().closing())
                .contains(new Closing(Status.EXPIRED, chain.height(), chain.time()));
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(DecisionUpkeep.CLOSINGS + 1);
        assertThat(chain.queries().usage(ANNA).openDecisions()).isEqualTo(1);
        chain.block();
        chain.block();
        assertThat(chain.events(Ledger.DECISION_CLOSED))
                .extracting(event -> event.fields().get("decision"))
                .as("each once")
                .containsExactlyInAnyOrderElementsOf(names("t", decisions));
        assertThat(chain.queries().usage(ANNA).openDecisions()).isZero();
    }

    /** The retention of what a block comes to late is not longer for that. */
    @Test
    void theRetentionRunsFromTheDeadline() {
        TestChain chain =
                new TestChain(new LedgerLimits(10, 10_000, 10, 1 << 20, Duration.ofSeconds(50), new TreeMap<>()));
        BlockTime start = chain.time();
        openUntil(chain, "t", DecisionUpkeep.CLOSINGS + 1, 100);
        Operation first = new Operation.PruneDecision("t0");
        Operation last = new Operation.PruneDecision("t" + DecisionUpkeep.CLOSINGS);

        chain.nextAt(start.plus(Duration.ofSeconds(149)));
        assertThat(chain.fail(ANNA, first)).isEqualTo(FailureCode.TOO_EARLY);
        chain.nextAt(start.plus(Duration.ofSeconds(150)));
        chain.succeed(ANNA, first, last);
    }

    /** All of a transaction or nothing: a pruning that is undone closes nothing. */
    @Test
    void aPruningThatIsUndoneLeavesTheDecisionInItsTurn() {
        TestChain chain = new TestChain(new LedgerLimits(10, 10_000, 10, 1 << 20, Duration.ZERO, new TreeMap<>()));
        int decisions = DecisionUpkeep.CLOSINGS + 1;
        openUntil(chain, "t", decisions, 100);
        Operation prune = new Operation.PruneDecision("t" + (decisions - 1));

        chain.nextAt(chain.time().plus(Duration.ofSeconds(200)));
        assertThat(chain.fail(ANNA, prune, prune)).isEqualTo(FailureCode.ALREADY_PRUNED);
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(DecisionUpkeep.CLOSINGS);
        chain.succeed(ANNA, prune);
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(decisions);
        assertThat(chain.queries().usage(ANNA).openDecisions()).isZero();
    }

    @Test
    void thoseThatWereDecidedBeforeTakeNoPartInTheThousand() {
        TestChain chain = TestChain.fresh();
        chain.succeed(ANNA, new Operation.RegisterInstance("a"));
        openUntil(chain, "decided", 1_500, 1_000);
        openUntil(chain, "open", 700, 1_000);
        for (int from = 0; from < 1_500; from += 250) {
            List<Operation> votes = new ArrayList<>();
            for (String topic : names("decided", 1_500).subList(from, from + 250)) {
                votes.add(new Operation.CastVote("a", topic, "v", Optional.empty()));
            }
            chain.succeed(ANNA, votes.toArray(Operation[]::new));
        }
        chain.nextAt(chain.time().plus(Duration.ofSeconds(2_000)));
        chain.block();
        assertThat(chain.events(Ledger.DECISION_CLOSED)).hasSize(700);
    }

    /** All of a transaction applies, or nothing: not even the deadline of what it would have opened. */
    @Test
    void aTransactionThatFailsLeavesNoDeadline() {
        Poll poll = Poll.of("a", "b");
        OpenDecision open = new OpenDecision(Poll.TOPIC, rules(listed("a"), Quorum.MAJORITY, poll.until(100)));

        assertThat(poll.chain.fail(TestChain.BEN, open, Poll.cast("a", "x"), Poll.cast("b", "x")))
                .isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(poll.chain.decision(Poll.TOPIC)).isEmpty();
        assertThat(poll.chain.queries().usage(TestChain.BEN).openDecisions()).isZero();
        assertThat(poll.chain.events()).isEmpty();
        poll.then(100).chain.block();
        assertThat(poll.chain.events()).isEmpty();
    }

    private static void openUntil(TestChain chain, String prefix, int count, int seconds) {
        List<Operation> operations = new ArrayList<>();
        BallotRule rule = new BallotRule.Open(Optional.of(chain.time().plus(Duration.ofSeconds(seconds))));
        for (String topic : names(prefix, count)) {
            DecisionRules rules = rules(new Electorate.Open(1), Quorum.MAJORITY, rule);
            operations.add(new OpenDecision(topic, rules));
        }
        List<Transaction> transactions = new ArrayList<>();
        for (int from = 0; from < count; from += 256) {
            transactions.add(chain.transaction(
                    ANNA, operations.subList(from, Math.min(count, from + 256)).toArray(Operation[]::new)));
        }
        chain.block(transactions.toArray(Transaction[]::new));
    }

    private static List<String> names(String prefix, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(prefix + i);
        }
        return names;
    }
}
