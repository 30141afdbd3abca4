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
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
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
        assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(bens + 3 * (64 + 1 + 32) + 2 * 4);

        poll.then(4_000).chain.succeed(ANNA, new PruneDecision(TOPIC));
        poll.chain.block();
        assertThat(poll.chain.queries().usage(BEN).bytes())
                .as("the result is Ben's")
                .isEqualTo(bens + "soup".length());
        assertThat(poll.chain.queries().usage(ANNA).bytes()).isEqualTo(128 + TOPIC.length());
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
        int results = 2;
        while (chain.queries().usage(BEN).bytes() > registered + results) {
            int before = chain.size();
            chain.block();
            assertThat(before - chain.size()).isLessThan(256 * 6);
            blocks++;
        }
        assertThat(blocks)
                .as("501 votes, 1,000 listed in sixteens, and one vote, 256 a block")
                .isEqualTo(3);
        assertThat(chain.queries().usage(ANNA).bytes()).isEqualTo(2 * (128 + 1));
    }

    /** What stays of a value is charged to whose vote made it the result; of what is no result, nothing stays. */
    @Test
    void whoIsGivenBackTheBytesOfAValueNoLongerHoldsIt() {
        String large = "v".repeat(Operation.MAX_VOTE_BYTES);
        for (Quorum quorum : List.of(Quorum.MAJORITY, Quorum.SUPERMAJORITY)) {
            Poll poll = new Poll(new TestChain(HOUR), "a", "b", "c");
            long bens = poll.chain.queries().usage(BEN).bytes();
            poll.chain.succeed(TestChain.key("carl"), new RegisterInstance("d"));
            long carls = poll.chain.queries().usage(TestChain.key("carl")).bytes();
            poll.open(rules(listed("a", "b", "d"), quorum, poll.until(100)));
            poll.chain.succeed(TestChain.key("carl"), Poll.cast("d", large));
            poll.vote("a=x");
            poll.then(100).chain.block();
            poll.then(4_000).chain.succeed(ANNA, new PruneDecision(TOPIC));
            poll.chain.block();

            boolean decided = quorum == Quorum.MAJORITY;
            assertThat(poll.view().result()).isEqualTo(decided ? Optional.of(large) : Optional.empty());
            assertThat(poll.chain.queries().usage(BEN).bytes()).isEqualTo(bens);
            assertThat(poll.chain.queries().usage(TestChain.key("carl")).bytes())
                    .isEqualTo(carls + (decided ? large.length() : 0));
            assertThat(Optional.ofNullable(poll.chain.entries().get(LedgerQueries.decisionKey(TOPIC)))
                            .orElseThrow()
                            .length)
                    .isBetween(decided ? large.length() : 0, 300 + (decided ? large.length() : 0));
        }
    }

    private static final LedgerLimits AT_ONCE =
            new LedgerLimits(2_000, 1_000, 10, 1 << 24, Duration.ZERO, new TreeMap<>());

    /** A chain that does nothing but vote, and prune what it voted on, holds no more from one block to the next. */
    @Test
    void theQueueGetsAheadOfVotes() {
        TestChain chain = new TestChain(AT_ONCE);
        chain.succeed(BEN, new RegisterInstance("a"));
        long registered = chain.queries().usage(BEN).bytes();
        int each = 4 * 250;
        int blocks = 6;
        for (int block = 0; block < blocks; block++) {
            List<Transaction> transactions = new ArrayList<>();
            for (int from = block * each; from < (block + 1) * each; from += 250) {
                List<Operation> votes = new ArrayList<>();
                List<Operation> prunings = new ArrayList<>();
                for (int topic = from; topic < from + 250; topic++) {
                    votes.add(new CastVote("a", "t" + (10_000 + topic), "v", Optional.of(1)));
                    prunings.add(new PruneDecision("t" + (10_000 + topic)));
                }
                transactions.add(chain.transaction(BEN, votes.toArray(Operation[]::new)));
                transactions.add(chain.transaction(BEN, prunings.toArray(Operation[]::new)));
            }
            chain.block(transactions.toArray(Transaction[]::new));
            long kept = (block + 1L) * each * (128 + 6 + 1);
            assertThat(chain.queries().usage(BEN).bytes() - registered - kept)
                    .as("what the votes of block %d take, and none before", block)
                    .isEqualTo(each * (64L + 1));
        }
    }

    /** The same of long lists, for which a single operation is enough. */
    @Test
    void theQueueGetsAheadOfLists() {
        TestChain chain = new TestChain(AT_ONCE);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add("" + (char) ('A' + i / 40) + (char) ('0' + i % 40 % 10) + (char) ('a' + i % 40 / 10));
        }
        for (int from = 0; from < 1_000; from += 250) {
            chain.succeed(
                    BEN,
                    ids.subList(from, from + 250).stream()
                            .map(RegisterInstance::new)
                            .toArray(Operation[]::new));
        }
        int each = 20;
        for (int block = 0; block < 4; block++) {
            List<Transaction> transactions = new ArrayList<>();
            BallotRule soon = new BallotRule.Open(Optional.of(chain.time().plus(Duration.ofSeconds(2))));
            for (int i = 0; i < each; i++) {
                List<Operation> operations = new ArrayList<>();
                if (block > 0) {
                    operations.add(new PruneDecision("t" + ((block - 1) * each + i + 1_000)));
                }
                operations.add(new OpenDecision(
                        "t" + (block * each + i + 1_000), rules(new Electorate.Listed(ids), Quorum.MAJORITY, soon)));
                transactions.add(chain.transaction(ANNA, operations.toArray(Operation[]::new)));
            }
            chain.block(transactions.toArray(Transaction[]::new))
                    .forEach(receipt -> assertThat(receipt).isInstanceOf(Receipt.Ok.class));
            long lists = Math.min(block + 1, 2);
            assertThat(chain.queries().usage(ANNA).bytes())
                    .as("the lists of this block and of the one before")
                    .isEqualTo((block + 1L) * each * (128 + 5) + lists * each * 1_000 * (48 + 8 + 3));
        }
    }
}
