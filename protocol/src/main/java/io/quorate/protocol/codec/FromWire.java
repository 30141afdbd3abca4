package io.quorate.protocol.codec;

import com.google.protobuf.ByteString;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.MerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import java.util.List;

/**
 * From protobuf to the data words, which check themselves. Every method throws only {@code IllegalArgumentException}.
 * A number over 2^63 (2^31) arrives negative, and the word it belongs to refuses it.
 */
final class FromWire {
    private FromWire() {}

    static Round round(Wire.Round wire) {
        return Round.of(wire.getEpoch(), wire.getView());
    }

    static Subject subject(Wire.Subject wire) {
        require(wire.hasRound(), "a subject has no round");
        VoteKind kind = VoteKind.ofCode(wire.getKind());
        if (kind == VoteKind.NULLIFY) {
            require(wire.getParentView() == 0 && wire.getBlock().isEmpty(), "a nullify names a parent or a block");
            return Subject.nullify(round(wire.getRound()));
        }
        return new Subject(kind, round(wire.getRound()), new View(wire.getParentView()), blockId(wire.getBlock()));
    }

    static BlockId blockId(ByteString wire) {
        return new BlockId(Hash.of(wire.toByteArray()));
    }

    static Vote vote(Wire.Vote wire) {
        require(wire.hasSubject(), "a vote has no subject");
        return new Vote(
                subject(wire.getSubject()),
                new ValidatorIndex(wire.getValidator()),
                Signature.of(wire.getSignature().toByteArray()));
    }

    static Signers signers(Wire.Signers wire) {
        require(
                wire.getSetSize() >= 0 && wire.getSetSize() <= ValidatorSet.LIMIT,
                "a set has at most " + ValidatorSet.LIMIT + " validators");
        return Signers.fromBytes(wire.getSetSize(), wire.getBitmap().toByteArray());
    }

    static Certificate certificate(Wire.Certificate wire) {
        require(wire.hasSubject() && wire.hasSigners(), "a certificate has no subject or no signers");
        return new Certificate(
                subject(wire.getSubject()),
                signers(wire.getSigners()),
                wire.getSignaturesList().stream()
                        .map(signature -> Signature.of(signature.toByteArray()))
                        .toList());
    }

    static Block block(Wire.Block wire) {
        return Block.of(
                BlockHeader.fromBytes(wire.getHeader().toByteArray()), transactions(wire.getTransactionsList()));
    }

    static List<Transaction> transactions(List<ByteString> wire) {
        return wire.stream()
                .map(transaction -> Transaction.fromBytes(transaction.toByteArray()))
                .toList();
    }

    static Proposal proposal(Wire.Proposal wire) {
        require(wire.hasBlock() && wire.hasVote(), "a proposal has no block or no vote");
        return new Proposal(block(wire.getBlock()), vote(wire.getVote()));
    }

    static Evidence evidence(Wire.Evidence wire) {
        return switch (wire.getProofCase()) {
            case CONFLICTING_VOTES -> conflictingVotes(wire.getConflictingVotes());
            case INVALID_HEADER -> invalidHeader(wire.getInvalidHeader());
            case INVALID_TRANSACTION -> invalidTransaction(wire.getInvalidTransaction());
            case PROOF_NOT_SET -> throw new IllegalArgumentException("evidence has no proof");
        };
    }

    private static Evidence conflictingVotes(Wire.ConflictingVotes wire) {
        require(wire.hasFirst() && wire.hasSecond(), "conflicting votes are two");
        return new Evidence.ConflictingVotes(vote(wire.getFirst()), vote(wire.getSecond()));
    }

    private static Evidence invalidHeader(Wire.InvalidHeader wire) {
        require(wire.hasVote(), "an invalid header has no vote");
        return new Evidence.InvalidHeader(
                vote(wire.getVote()), BlockHeader.fromBytes(wire.getHeader().toByteArray()));
    }

    private static Evidence invalidTransaction(Wire.InvalidTransaction wire) {
        require(wire.hasVote(), "an invalid transaction has no vote");
        BlockHeader header = BlockHeader.fromBytes(wire.getHeader().toByteArray());
        return new Evidence.InvalidTransaction(
                vote(wire.getVote()),
                header,
                new MerkleProof(
                        wire.getIndex(),
                        header.transactionCount(),
                        wire.getSiblingsList().stream()
                                .map(sibling -> Hash.of(sibling.toByteArray()))
                                .toList()),
                Transaction.fromBytes(wire.getTransaction().toByteArray()));
    }

    static Status status(Wire.Status wire) {
        require(
                wire.hasRound() && wire.hasFinalizedRound() && wire.hasConnected(),
                "a status lacks a round or its connections");
        return new Status(
                round(wire.getRound()),
                new Height(wire.getFinalizedHeight()),
                round(wire.getFinalizedRound()),
                wire.getViewsList().stream().map(FromWire::viewHoldings).toList(),
                signers(wire.getConnected()));
    }

    private static ViewHoldings viewHoldings(Wire.ViewHoldings wire) {
        return new ViewHoldings(
                new View(wire.getView()),
                wire.getNotarized(),
                wire.getNullified(),
                wire.getFinalized(),
                wire.getHasBlock(),
                wire.getVotesList().stream().map(FromWire::voteHoldings).toList());
    }

    private static VoteHoldings voteHoldings(Wire.VoteHoldings wire) {
        require(wire.hasSubject() && wire.hasVoters(), "held votes have no subject or no voters");
        return new VoteHoldings(subject(wire.getSubject()), signers(wire.getVoters()));
    }

    static ValidatorSet validatorSet(Wire.ValidatorSet wire) {
        return ValidatorSet.of(
                wire.getValidatorsList().stream().map(FromWire::validator).toList());
    }

    private static Validator validator(Wire.Validator wire) {
        return new Validator(
                PublicKey.of(wire.getKey().toByteArray()), new VotingPower(wire.getPower()), wire.getLeaderWeight());
    }

    static List<Receipt> receipts(Wire.Receipts wire) {
        return wire.getReceiptsList().stream()
                .map(receipt -> Receipt.fromBytes(receipt.toByteArray()))
                .toList();
    }

    static void require(boolean holds, String reason) {
        if (!holds) {
            throw new IllegalArgumentException(reason);
        }
    }
}
