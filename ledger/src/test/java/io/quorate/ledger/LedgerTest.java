package io.quorate.ledger;

import static io.quorate.ledger.TestChain.ANNA;
import static io.quorate.ledger.TestChain.BEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.state.Bytes;
import io.quorate.ledger.state.StateTree;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Execution;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final ReadableState NOTHING = key -> Optional.empty();

    /** Every kind of record is in this state: its root changes if any of their formats does. */
    @Test
    void theFormatsOfStateAndReceiptsStayTheSame() {
        TestChain chain = TestChain.fresh();
        assertThat(chain.root().toHex()).isEqualTo("3ef56bb8a0dec407790edb1abbc952243d4a9c59353392be7161485b5724a938");

        List<Receipt> receipts = new ArrayList<>(chain.block(
                chain.transaction(ANNA, new RegisterInstance("a"), put("k", "v"), put("gone", "v")),
                chain.transaction(BEN, new RegisterInstance("b"), new RegisterInstance("a")),
                chain.transaction(BEN, new RegisterInstance("b"))));
        receipts.addAll(chain.block(
                chain.transaction(ANNA, vote("a", "lunch", "soup"), vote("a", "dinner", "stew")),
                chain.transaction(BEN, vote("b", "lunch", "stew"), vote("b", "lunch", "stew")),
                chain.transaction(BEN, vote("b", "lunch", "stew")),
                chain.transaction(ANNA, new DeleteValue("gone", Optional.empty()))));

        assertThat(MerkleTree.root(receipts.stream().map(Receipt::toBytes).toList())
                        .toHex())
                .isEqualTo("2ed982254b032bdcacf6e9ea9da5f2f96799560b4a7deac8881924f9c1f2b487");
        assertThat(chain.root().toHex()).isEqualTo("8411bc678686457329379630afab63aba44c486c7f4b5fb08c1128e8336d16b8");
    }

    /** The same of lists, secret ballots, deadlines and prunings. */
    @Test
    void theFormatsOfDecisionsStayTheSame() {
        TestChain chain =
                new TestChain(new LedgerLimits(10, 10, 10, 1 << 20, Duration.ZERO, new TreeMap<>(Map.of(ANNA, 5L))));
        chain.succeed(ANNA, new RegisterInstance("a"), new RegisterInstance("b"));
        BlockTime commits = chain.time().plus(Duration.ofSeconds(10));
        Electorate both = new Electorate.Listed(List.of("a", "b"));
        List<Receipt> receipts = new ArrayList<>(chain.block(
                chain.transaction(
                        ANNA,
                        new OpenDecision(
                                "secret",
                                new DecisionRules(
                                        both,
                                        Quorum.SUPERMAJORITY,
                                        Weighting.STAKE,
                                        new BallotRule.Secret(commits, commits.plus(TestChain.MINUTE)))),
                        new CommitBallot("a", "secret", Commitment.of(TestChain.CHAIN, "secret", "a", "x", NONCE)),
                        new CommitBallot("b", "secret", Commitment.of(TestChain.CHAIN, "secret", "b", "x", NONCE))),
                chain.transaction(
                        ANNA,
                        new OpenDecision(
                                "short",
                                new DecisionRules(
                                        both,
                                        Quorum.MAJORITY,
                                        Weighting.EQUAL,
                                        new BallotRule.Open(Optional.of(commits)))),
                        vote("a", "short", "x"))));
        chain.nextAt(commits);
        receipts.addAll(chain.block(
                chain.transaction(ANNA, new RevealBallot("a", "secret", "x", NONCE), new PruneDecision("short")),
                chain.transaction(ANNA, vote("b", "short", "x"))));

        assertThat(MerkleTree.root(receipts.stream().map(Receipt::toBytes).toList())
                        .toHex())
                .isEqualTo("260a1e5298362ed21e01406ce35bdfac204b132ecffbc1cb56d9dc74afba1362");
        assertThat(chain.root().toHex()).isEqualTo("28d3b98a470f5e22bb6b3cea42007fceea95dcb08ce13f1f59f6749b5fc96c35");
    }

    private static final Bytes NONCE = Bytes.of(new byte[Commitment.NONCE_BYTES]);

    @Test
    void genesisIsAFunctionOfItsMembers() {
        Genesis genesis = TestChain.genesis(new BlockTime(1));
        Execution execution = TestChain.ledger(LedgerLimits.DEFAULTS, genesis).genesis(genesis);

        assertThat(execution.next()).isEqualTo(genesis.validators());
        assertThat(execution.receipts()).isEmpty();
        assertThat(execution.stateRoot())
                .isEqualTo(StateTree.root(execution.changes().over(NOTHING)))
                .isNotEqualTo(Hash.ZERO);
        assertThat(TestChain.ledger(LedgerLimits.DEFAULTS, genesis)
                        .genesis(TestChain.genesis(new BlockTime(1)))
                        .stateRoot())
                .isEqualTo(execution.stateRoot());
    }

    /** consensus.md, Blocks and execution: blocks that are not final are executed on changes that are not stored. */
    @Test
    void executingOnPendingChangesGivesWhatExecutingOnStoredOnesDoes() {
        TestChain stored = TestChain.fresh();
        Ledger ledger = TestChain.ledger(LedgerLimits.DEFAULTS, TestChain.genesis(stored.time()));
        ReadableState pending = stored.copyOfState();
        for (int block = 1; block <= 20; block++) {
            List<Transaction> transactions = List.of(
                    stored.transaction(ANNA, put("k" + block, "v"), new RegisterInstance("i" + block)),
                    stored.transaction(ANNA, new DeleteValue("k" + (block - 3), Optional.empty())),
                    stored.transaction(ANNA, vote("i" + block, "t" + block / 3, "v")));
            BlockTime time = stored.time().plus(Duration.ofSeconds(20));
            BlockContext context = new BlockContext(
                    new Height(block),
                    new Epoch(1),
                    time,
                    TestChain.genesis(time).validators(),
                    new ValidatorIndex(0),
                    false);
            Execution execution = (Execution) ledger.execute(pending, context, transactions);
            stored.block(time, transactions);

            assertThat(execution.stateRoot()).as("block %d", block).isEqualTo(stored.root());
            pending = execution.changes().over(pending);
        }
    }

    private static PutValue put(String key, String value) {
        return new PutValue(key, Bytes.ofText(value), Optional.empty());
    }

    private static CastVote vote(String instance, String topic, String value) {
        return new CastVote(instance, topic, value, Optional.empty());
    }
}
