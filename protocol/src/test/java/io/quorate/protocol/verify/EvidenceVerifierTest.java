package io.quorate.protocol.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.merkle.MerkleTree;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.crypto.signature.SignatureSchemes;
import io.quorate.crypto.signature.Signer;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VotingPower;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Evidence verifies offline, and only what the accused signed is evidence. */
class EvidenceVerifierTest {
    private static final SignatureScheme ED25519 = SignatureSchemes.ed25519();
    private static final ChainId CHAIN = new ChainId(Sha256.hash(new byte[] {7}));
    private static final BlockLimits LIMITS = new BlockLimits(100_000, 3);
    private static final Round ROUND = Round.of(5, 4);
    private static final ValidatorIndex BOB = new ValidatorIndex(1);
    private static final List<Signer> SIGNERS = IntStream.range(0, 4)
            .mapToObj(i -> ED25519.signer(Sha256.hash(new byte[] {(byte) i}).toBytes()))
            .toList();
    private static final EpochSets SETS = EpochSets.of(
            ROUND.epoch(),
            ValidatorSet.of(SIGNERS.stream()
                    .map(signer -> new Validator(signer.publicKey(), new VotingPower(1)))
                    .toList()));

    private final Verifier verifier = new Verifier(CHAIN, LIMITS, ED25519, ED25519, VerifiedTransactions.NONE);

    private static Vote vote(ValidatorIndex validator, Subject subject) {
        return new Vote(subject, validator, SIGNERS.get(validator.number()).sign(SigningBytes.of(CHAIN, subject)));
    }

    private static Subject finalize(int block) {
        return Subject.finalize(ROUND, new View(3), new BlockId(Sha256.hash(new byte[] {(byte) block})));
    }

    private static Transaction transaction(int salt, boolean good) {
        Signer sender = SIGNERS.get(3);
        Transaction.Draft draft = new Transaction.Draft(
                CHAIN, sender.publicKey(), new Transaction.Salt(salt, 0), new BlockTime(1_000), List.of(new byte[] {
                    1, 2, 3
                }));
        Signature signature = sender.sign(draft.signingBytes());
        byte[] bytes = signature.toBytes();
        bytes[0] ^= 1;
        return draft.signed(good ? signature : Signature.of(bytes));
    }

    private static Block block(List<Transaction> transactions, int count) {
        return Block.of(
                new BlockHeader(
                        BlockHeader.VERSION,
                        CHAIN,
                        ROUND.epoch(),
                        new Height(9),
                        new BlockId(Hash.ZERO),
                        BOB,
                        new BlockTime(1),
                        count,
                        Block.bodySize(transactions),
                        MerkleTree.root(
                                transactions.stream().map(Transaction::bytes).toList()),
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO,
                        Hash.ZERO),
                transactions);
    }

    private static Vote notarize(Block block) {
        return vote(BOB, Subject.notarize(ROUND, new View(3), block.id()));
    }

    private void assertRejected(Evidence evidence, Fault fault) {
        assertThat(verifier.evidence(evidence, SETS))
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        rejected -> assertThat(rejected.fault()).isEqualTo(fault));
    }

    @Test
    void conflictingVotesAreAcceptedIfBothAreTheAccuseds() {
        Vote first = vote(BOB, finalize(1));
        Vote second = vote(BOB, finalize(2));
        Evidence evidence = Evidence.of(first, second).orElseThrow();
        assertThat(verifier.evidence(evidence, SETS)).isInstanceOf(Verdict.Accepted.class);

        Signature alices = SIGNERS.get(0).sign(SigningBytes.of(CHAIN, second.subject()));
        assertRejected(
                Evidence.of(first, new Vote(second.subject(), BOB, alices)).orElseThrow(), Fault.INVALID_SIGNATURE);
        Signature alicesFirst = SIGNERS.get(0).sign(SigningBytes.of(CHAIN, first.subject()));
        assertRejected(
                Evidence.of(new Vote(first.subject(), BOB, alicesFirst), second).orElseThrow(),
                Fault.INVALID_SIGNATURE);
    }

    @Test
    void whatWasSignedForAnotherChainIsNoEvidence() {
        Vote first = vote(BOB, finalize(1));
        Subject other = finalize(2);
        Signature elsewhere = SIGNERS.get(1).sign(SigningBytes.of(new ChainId(Hash.ZERO), other));
        assertRejected(Evidence.of(first, new Vote(other, BOB, elsewhere)).orElseThrow(), Fault.INVALID_SIGNATURE);
    }

    @Test
    void evidenceOfAnUnknownEpochIsUndecided() {
        Evidence evidence =
                Evidence.of(vote(BOB, finalize(1)), vote(BOB, finalize(2))).orElseThrow();
        EpochSets later = EpochSets.of(new Epoch(6), SETS.get(ROUND.epoch()).orElseThrow());
        assertThat(verifier.evidence(evidence, later)).isInstanceOf(Verdict.Undecided.class);
    }

    @Test
    void aHeaderOverALimitIsAcceptedAndOneWithinIsNot() {
        Block over = block(List.of(), 4);
        assertThat(verifier.evidence(new Evidence.InvalidHeader(notarize(over), over.header()), SETS))
                .isInstanceOf(Verdict.Accepted.class);
        Block within = block(List.of(), 3);
        assertRejected(new Evidence.InvalidHeader(notarize(within), within.header()), Fault.INVALID_EVIDENCE);
    }

    @Test
    void aBadlySignedTransactionIsAcceptedAndAGoodOneIsNot() {
        List<Transaction> transactions = List.of(transaction(1, true), transaction(2, false), transaction(3, true));
        Block block = block(transactions, 3);
        List<byte[]> leaves = transactions.stream().map(Transaction::bytes).toList();
        List<Evidence> each = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            each.add(new Evidence.InvalidTransaction(
                    notarize(block), block.header(), MerkleTree.prove(leaves, i), transactions.get(i)));
        }
        assertThat(verifier.evidence(each.get(1), SETS)).isInstanceOf(Verdict.Accepted.class);
        assertRejected(each.get(0), Fault.INVALID_EVIDENCE);
        assertRejected(each.get(2), Fault.INVALID_EVIDENCE);
    }

    @Test
    void aCheckedBlockSaysWhichTransactionIsBadlySigned() {
        Block block = block(List.of(transaction(1, true), transaction(2, false), transaction(3, false)), 3);
        assertThat(checked(block).flaw()).contains(new CheckedBlock.Flaw.BadSignature(1));
        assertThat(checked(block(List.of(transaction(1, true)), 1)).isGood()).isTrue();
    }

    @Test
    void ofABlockOverTheLimitsTheBodyIsNotLookedAt() {
        Block over = block(List.of(transaction(1, true)), 4);
        assertThat(checked(over).isOverLimits()).isTrue();
        Proposal proposal = new Proposal(over, notarize(over));
        assertThat(verifier.proposal(proposal, SETS))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(
                                        ((CheckedProposal) accepted.verified().value())
                                                .block()
                                                .isOverLimits())
                                .isTrue());
    }

    private CheckedBlock checked(Block block) {
        return ((Verdict.Accepted<CheckedBlock>) verifier.block(block))
                .verified()
                .value();
    }
}
