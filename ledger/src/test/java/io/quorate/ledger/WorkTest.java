package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.ValidatorIndex;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * What an operation costs in entries: how much the tree has to hash, and how much is read and written beside it. An
 * operation that begins to cost more shows here, however fast the machine is.
 */
class WorkTest {
    private static final DecisionRules LISTED = new DecisionRules(
            new Electorate.Listed(List.of("a", "b", "c", "d")),
            Quorum.SUPERMAJORITY,
            Weighting.EQUAL,
            new BallotRule.Open(Optional.of(new BlockTime(Long.MAX_VALUE))));

    private final TestChain chain = TestChain.fresh();

    /** Entries that operations take beside what an empty block, and a transaction as such, do. */
    private record Work(int leaves, int derived, int read) {}

    private Work work(Operation... operations) {
        Work none = execute(List.of(new byte[] {99}));
        Work all = execute(Arrays.stream(operations).map(Operation::encode).toList());
        return new Work(all.leaves - none.leaves, all.derived - none.derived, all.read - none.read);
    }

    private Work execute(List<byte[]> operations) {
        TreeSet<StateKey> read = new TreeSet<>();
        ReadableState state = chain.state();
        ReadableState counting = key -> {
            if (!isTreePage(key)) {
                read.add(key);
            }
            return state.get(key);
        };
        BlockContext context = new BlockContext(
                chain.height().plus(1),
                new Epoch(1),
                new BlockTime(chain.time().millis() + 1_000),
                TestChain.genesis(chain.time()).validators(),
                new ValidatorIndex(0),
                false);
        BlockTime expiry = chain.time().plus(TestChain.MINUTE);
        Execution execution = (Execution)
                chain.ledger().execute(counting, context, List.of(chain.transactionOf(ANNA, expiry, operations)));
        List<StateKey> written = execution.changes().entries().keySet().stream()
                .filter(key -> !isTreePage(key))
                .toList();
        int leaves = (int) written.stream().filter(Space::isProven).count();
        return new Work(leaves, written.size() - leaves, read.size());
    }

    private static boolean isTreePage(StateKey key) {
        return key.toBytes()[0] == 0;
    }

    @Test
    void aVoteCostsThreeLeavesHoweverManyThereWereBefore() {
        for (String id : List.of("a", "b", "c", "d")) {
            chain.succeed(ANNA, new RegisterInstance(id));
        }
        chain.succeed(ANNA, vote("a", Optional.of(9)));

        // The decision, the vote, and what the sender holds; beside them the tally and whose vote it is.
        Work second = work(vote("b", Optional.empty()));
        assertThat(second).isEqualTo(new Work(3, 2, 5));
        chain.succeed(ANNA, vote("b", Optional.empty()), vote("c", Optional.empty()));
        assertThat(work(vote("d", Optional.empty()))).isEqualTo(second);
    }

    @Test
    void aVoteOfAListReadsOneEntryMore() {
        for (String id : List.of("a", "b", "c", "d")) {
            chain.succeed(ANNA, new RegisterInstance(id));
        }
        chain.succeed(ANNA, new OpenDecision("t", LISTED));

        assertThat(work(vote("b", Optional.empty()))).isEqualTo(new Work(3, 2, 6));
    }

    @Test
    void aSecretBallotCostsThreeLeavesTwice() {
        chain.succeed(ANNA, new RegisterInstance("a"), new RegisterInstance("b"));
        BlockTime commits = new BlockTime(chain.time().millis() + 10_000);
        chain.succeed(
                ANNA,
                new OpenDecision(
                        "t",
                        new DecisionRules(
                                new Electorate.Open(3),
                                Quorum.MAJORITY,
                                Weighting.EQUAL,
                                new BallotRule.Secret(commits, new BlockTime(Long.MAX_VALUE)))));
        Bytes nonce = Bytes.of(new byte[32]);
        CommitBallot commit = new CommitBallot("a", "t", Commitment.of(TestChain.CHAIN, "t", "a", "v", nonce));
        assertThat(work(commit)).isEqualTo(new Work(3, 1, 4));

        chain.succeed(ANNA, commit, new CommitBallot("b", "t", commit.commitment()));
        chain.nextAt(commits);
        chain.block();
        assertThat(work(new RevealBallot("a", "t", "v", nonce))).isEqualTo(new Work(3, 1, 6));
    }

    @Test
    void openingAListCostsALeafMoreHoweverLongItIs() {
        chain.succeed(
                ANNA,
                Arrays.stream(new String[] {"a", "b", "c", "d"})
                        .map(RegisterInstance::new)
                        .toArray(Operation[]::new));

        // The decision, the list, what the sender holds, and the counts of the whole.
        Work listed = work(new OpenDecision("t", LISTED));
        assertThat(listed.leaves()).isEqualTo(4);
        assertThat(work(new OpenDecision("t", DecisionRules.ofFirst(3))).leaves())
                .isEqualTo(3);
    }

    private static CastVote vote(String instance, Optional<Integer> total) {
        return new CastVote(instance, "t", "v", total);
    }
}
