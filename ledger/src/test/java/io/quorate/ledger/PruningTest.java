package io.quorate.ledger;

import static io.quorate.ledger.Poll.TOPIC;
import static io.quorate.ledger.Poll.listed;
import static io.quorate.ledger.Poll.rules;
import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** ledger.md, Transactions: PruneDecision, by its opener, after the retention: drops the votes, keeps the result. */
class PruningTest {
    private static final LedgerLimits HOUR =
            new LedgerLimits(2_000, 1_000, 10, 1 << 20, Duration.ofHours(1), new TreeMap<>());

    private static Poll decided() {
        Poll poll = new Poll(new TestChain(HOUR), "a", "b", "c");
        poll.open(rules(listed("a", "b", "c"), Quorum.MAJORITY));
        poll.then(100).vote("a=soup");
        poll.then(200).vote("b=stew");
        return poll;
    }

    @Test
    void theVotesGoAndTheResultStays() {
        Poll poll = decided();
        DecisionView before = poll.view();

        assertThat(poll.then(3_800).chain.succeed(ANNA, new PruneDecision(TOPIC)))
                .isEqualTo(new Result.Pruned(TOPIC));

        DecisionView after = poll.view();
        assertThat(after.pruned()).isTrue();
        assertThat(after.status()).isEqualTo(Status.DECIDED);
        assertThat(after.result()).contains("soup");
        assertThat(after.voteCount()).isEqualTo(2);
        assertThat(after.rules()).isEqualTo(before.rules());
        assertThat(after.opening()).isEqualTo(before.opening());
        assertThat(after.closing()).isEqualTo(before.closing());
        assertThat(after.votes()).isEmpty();
        assertThat(after.tally()).isEmpty();
        assertThat(after.electors()).isEmpty();
        assertThat(poll.refusedVote("c", "stew")).isEqualTo(FailureCode.DECISION_CLOSED);
        assertThat(poll.refusedPrune()).isEqualTo(FailureCode.ALREADY_PRUNED);
        assertThat(poll.chain.events(Ledger.DECISION_PRUNED)).hasSize(1);
    }

    @Test
    void onlyAfterTheRetention() {
        Poll poll = decided();

        poll.then(3_799);
        assertThat(poll.refusedPrune()).isEqualTo(FailureCode.TOO_EARLY);
        poll.then(3_800).chain.succeed(ANNA, new PruneDecision(TOPIC));
    }

    @Test
    void onlyOnceItIsClosed() {
        Poll poll = new Poll(new TestChain(HOUR), "a");
        poll.open(rules(listed("a"), Quorum.MAJORITY, poll.until(100)));

        assertThat(poll.refusedPrune()).isEqualTo(FailureCode.TOO_EARLY);
        poll.then(100).chain.block();
        poll.then(3_700).chain.succeed(ANNA, new PruneDecision(TOPIC));
        assertThat(poll.view().status()).isEqualTo(Status.EXPIRED);
    }

    @Test
    void onlyByWhoOpenedIt() {
        Poll poll = decided();

        poll.then(9_000);
        assertThat(poll.chain.fail(BEN, new PruneDecision(TOPIC))).isEqualTo(FailureCode.NOT_OWNER);
        assertThat(poll.chain.fail(ANNA, new PruneDecision("dinner"))).isEqualTo(FailureCode.NO_SUCH_DECISION);
    }

    @Test
    void whatWasHeldIsGivenBackToThoseWhoHeldIt() {
        Poll poll = new Poll(new TestChain(HOUR), "a", "b", "c");
        long bens = poll.chain.queries().usage(BEN).bytes();
        int entries = poll.chain.size();
        poll.open(rules(listed("a", "b", "c"), Quorum.SUPERMAJORITY, poll.secret(100, 200)));
        poll.commit("a=soup b=soup c=stew");
        poll.then(100).reveal("a=soup b=soup");
        poll.then(200).chain.block();
        assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(bens + 3 * (1 + 32) + 2 * 4);

        poll.then(4_000).chain.succeed(ANNA, new PruneDecision(TOPIC));
        poll.chain.block();
        assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(bens);
        assertThat(poll.chain.queries().usage(ANNA).bytes()).isEqualTo(TOPIC.length());
        // The window of transactions that have not expired is empty again; what is left is the decision, its place in
        // the
        // order of all, who opened it and how much of the queue is done.
        poll.chain.nextAt(poll.chain.time().plus(Duration.ofHours(2)));
        poll.chain.block();
        poll.chain.block();
        assertThat(withoutTree(poll.chain)).isLessThanOrEqualTo(entries + 4);
    }

    private static int withoutTree(TestChain chain) {
        return (int) chain.entries().keySet().stream()
                .filter(key -> key.toBytes()[0] > 1)
                .count();
    }

    /** However many votes are dropped at one time: a few hundred a block, and nobody sees the others. */
    @Test
    void aBlockDropsABoundedNumberOfVotes() {
        TestChain chain = new TestChain(HOUR);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add("i" + i);
        }
        for (int from = 0; from < 1_000; from += 250) {
            chain.succeed(
                    BEN,
                    ids.subList(from, from + 250).stream()
                            .map(RegisterInstance::new)
                            .toArray(Operation[]::new));
        }
        long registered = chain.queries().usage(BEN).bytes();
        chain.succeed(ANNA, new OpenDecision("t", rules(new Electorate.Listed(ids), Quorum.MAJORITY)));
        for (int from = 0; from < 501; from += 167) {
            chain.succeed(
                    BEN,
                    ids.subList(from, from + 167).stream()
                            .map(id -> new CastVote(id, "t", "v", Optional.empty()))
                            .toArray(Operation[]::new));
        }
        chain.succeed(ANNA, new OpenDecision("u", DecisionRules.ofFirst(1)));
        chain.succeed(BEN, new CastVote("i0", "u", "v", Optional.empty()));
        chain.nextAt(chain.time().plus(Duration.ofHours(3)));
        chain.succeed(ANNA, new PruneDecision("t"), new PruneDecision("u"));

        assertThat(chain.decision("t").orElseThrow().votes()).isEmpty();
        int blocks = 0;
        while (chain.queries().usage(BEN).bytes() > registered) {
            int before = chain.size();
            chain.block();
            assertThat(before - chain.size()).isLessThan(256 * 6);
            blocks++;
        }
        assertThat(blocks)
                .as("501 votes, 1,000 listed, and one vote, 256 a block")
                .isEqualTo(6);
        assertThat(chain.queries().usage(ANNA).bytes()).isEqualTo(2);
    }
}
