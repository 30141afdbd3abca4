package io.quorate.simulator.byzantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scheme.SimulatedScheme;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who proposes what proves itself invalid commits that fault, and none beside it. */
class SelfProvenProposerTest {
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {1}));
    private static final Round LED = Round.of(1, 1);

    private final Signer signer = new SimulatedScheme(1).signer(new byte[32]);
    private final ValidatorSet set = ValidatorSet.of(List.of(new Validator(signer.publicKey(), new VotingPower(1), 1)));
    private final Liar liar = new Liar(
            0,
            CHAIN,
            set,
            epoch -> Optional.of(set),
            signer,
            signer,
            Chance.of(1, "liar"),
            (to, message, afterMicros) -> {});
    private final Block block = Block.of(
            new BlockHeader(
                    BlockHeader.VERSION,
                    CHAIN,
                    new Epoch(1),
                    new Height(1),
                    new BlockId(Sha256.hash(new byte[] {2})),
                    new ValidatorIndex(0),
                    new BlockTime(1),
                    0,
                    Block.bodySize(List.of()),
                    MerkleTree.root(List.of()),
                    Hash.ZERO,
                    Hash.ZERO,
                    set.hash(),
                    set.hash()),
            List.of());

    private Vote notarize(Round round) {
        return liar.sign(Subject.notarize(round, View.ZERO, block.id()));
    }

    private List<Message> told(Adversary adversary, Message message) {
        List<Message> told = new ArrayList<>();
        adversary.onSend(liar, 1, message, told::add);
        return told;
    }

    /** Its replica proposed before a peer was connected, and tells its vote to one that comes later and lacks it. */
    @ParameterizedTest
    @EnumSource(names = {"OVER_LIMIT", "BAD_TRANSACTION"})
    void theVoteForWhatItsReplicaProposedToNobodyIsKeptToItself(CharacterKind kind) {
        Adversary adversary = Adversaries.of(kind);
        Message.Propose proposal = new Message.Propose(new Proposal(block, notarize(LED)), Optional.empty());
        liar.note(proposal);

        assertThat(told(adversary, new Message.CastVote(notarize(LED)))).isEmpty();

        assertThat(told(adversary, proposal))
                .singleElement()
                .isInstanceOfSatisfying(
                        Message.Propose.class,
                        said -> assertThat(said.proposal().block().id()).isNotEqualTo(block.id()));
    }

    /** Its replica is honest: it hears of the other block, and finds that its own key signed both. */
    @ParameterizedTest
    @EnumSource(names = {"OVER_LIMIT", "BAD_TRANSACTION"})
    void whatItsReplicaProvesOfItselfIsKeptToItself(CharacterKind kind) {
        Vote other = liar.sign(Subject.notarize(LED, View.ZERO, new BlockId(Sha256.hash(new byte[] {3}))));
        Evidence evidence = Evidence.of(notarize(LED), other).orElseThrow();

        assertThat(told(Adversaries.of(kind), new Message.Accuse(evidence))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"OVER_LIMIT", "BAD_TRANSACTION"})
    void whatItsReplicaVotesForInOtherRoundsItTells(CharacterKind kind) {
        liar.note(new Message.Propose(new Proposal(block, notarize(LED)), Optional.empty()));
        Message vote = new Message.CastVote(notarize(Round.of(1, 2)));

        assertThat(told(Adversaries.of(kind), vote)).containsExactly(vote);
    }
}
