package io.quorate.simulator.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Commitment;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.state.Bytes;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.simulator.scheme.SimulatedScheme;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a ledger must not let count is found from outside. */
class BallotsTest {
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {7}));
    private static final Hash ROOT = MerkleTree.root(List.of());
    private static final Bytes NONCE = Bytes.of(new byte[Commitment.NONCE_BYTES]);

    private final SimulatedScheme scheme = new SimulatedScheme(1);
    private final Signer ann = scheme.named("ann");
    private final Signer ben = scheme.named("ben");
    private final Ballots ballots = new Ballots(CHAIN);
    private long salt;

    private void done(Signer sender, Operation operation, Result result) {
        Transaction.Draft draft = new Transaction.Draft(
                CHAIN,
                sender.publicKey(),
                new Transaction.Salt(0, salt++),
                new BlockTime(1_000),
                List.of(operation.encode()));
        Transaction transaction = draft.signed(sender.sign(draft.signingBytes()));
        BlockHeader header = new BlockHeader(
                BlockHeader.VERSION,
                CHAIN,
                Epoch.ZERO.next(),
                Height.ZERO.next(),
                new BlockId(ROOT),
                new ValidatorIndex(0),
                new BlockTime(1),
                1,
                transaction.size(),
                ROOT,
                ROOT,
                ROOT,
                ROOT,
                ROOT);
        ballots.add(
                Block.of(header, List.of(transaction)),
                List.of(new Receipt.Ok(transaction.id(), List.of(result.encode()))));
    }

    private static Operation cast(String instance, String value) {
        return new Operation.CastVote(instance, "tea", value, Optional.empty());
    }

    private static Result voted(int count, Optional<String> decided) {
        Decision.Status status = decided.isPresent() ? Decision.Status.DECIDED : Decision.Status.OPEN;
        return new Result.Voted("tea", count, 2, status, decided);
    }

    @BeforeEach
    void register() {
        done(ann, new Operation.RegisterInstance("a"), new Result.Registered("a", ann.publicKey(), true));
        done(ben, new Operation.RegisterInstance("b"), new Result.Registered("b", ben.publicKey(), true));
    }

    @Test
    void oneVoteEachIsAllRight() {
        assertThatCode(() -> {
                    done(ann, cast("a", "yes"), voted(1, Optional.empty()));
                    done(ben, cast("b", "yes"), voted(2, Optional.of("yes")));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aSecondVoteOfAnInstanceIsFound() {
        done(ann, cast("a", "yes"), voted(1, Optional.empty()));
        assertThatThrownBy(() -> done(ann, cast("a", "no"), voted(2, Optional.empty())))
                .hasMessageContaining("votes twice");
    }

    @Test
    void aVoteForSomebodyElseIsFound() {
        assertThatThrownBy(() -> done(ben, cast("a", "yes"), voted(1, Optional.empty())))
                .hasMessageContaining("somebody else acts");
    }

    @Test
    void aVoteOnWhatIsDecidedIsFound() {
        done(ann, cast("a", "yes"), voted(1, Optional.of("yes")));
        assertThatThrownBy(() -> done(ben, cast("b", "no"), voted(2, Optional.of("no"))))
                .hasMessageContaining("which is decided");
    }

    @Test
    void aResultThatNobodyVotedForIsFound() {
        assertThatThrownBy(() -> done(ann, cast("a", "yes"), voted(1, Optional.of("no"))))
                .hasMessageContaining("as nobody voted");
    }

    @Test
    void aDecisionThatOpensTwiceIsFound() {
        DecisionRules rules = DecisionRules.ofFirst(2);
        done(ann, new Operation.OpenDecision("tea", rules), new Result.Opened("tea", 2, 2));
        assertThatThrownBy(() -> done(ben, new Operation.OpenDecision("tea", rules), new Result.Opened("tea", 2, 2)))
                .hasMessageContaining("opens twice");
    }

    @Test
    void whatIsRevealedMustBeWhatWasCommitted() {
        Hash commitment = Commitment.of(CHAIN, "tea", "a", "yes", NONCE);
        done(ann, new Operation.CommitBallot("a", "tea", commitment), new Result.Committed("tea", 1));
        assertThatThrownBy(() ->
                        done(ann, new Operation.RevealBallot("a", "tea", "no", NONCE), voted(1, Optional.empty())))
                .hasMessageContaining("did not commit itself to");
        assertThatThrownBy(() ->
                        done(ann, new Operation.CommitBallot("a", "tea", commitment), new Result.Committed("tea", 2)))
                .hasMessageContaining("commits itself twice");
    }
}
