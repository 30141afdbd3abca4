package io.quorate.protocol.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.codec.wire.Wire;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
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
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.util.List;

/** From the data words to protobuf. */
final class ToWire {
    private ToWire() {}

    static Wire.Round round(Round round) {
        return Wire.Round.newBuilder()
                .setEpoch(round.epoch().number())
                .setView(round.view().number())
                .build();
    }

    static Wire.Subject subject(Subject subject) {
        Wire.Subject.Builder wire = Wire.Subject.newBuilder()
                .setKind(subject.kind().code())
                .setRound(round(subject.round()))
                .setParentView(subject.parentView().number());
        if (subject.kind() != VoteKind.NULLIFY) {
            wire.setBlock(blockId(subject.block()));
        }
        return wire.build();
    }

    static ByteString blockId(BlockId id) {
        return shared(id.hash().toBytes());
    }

    static Wire.Vote vote(Vote vote) {
        return Wire.Vote.newBuilder()
                .setSubject(subject(vote.subject()))
                .setValidator(vote.validator().number())
                .setSignature(shared(vote.signature().toBytes()))
                .build();
    }

    static Wire.Signers signers(Signers signers) {
        return Wire.Signers.newBuilder()
                .setSetSize(signers.setSize())
                .setBitmap(shared(signers.toBytes()))
                .build();
    }

    static Wire.Certificate certificate(Certificate certificate) {
        Wire.Certificate.Builder wire = Wire.Certificate.newBuilder()
                .setSubject(subject(certificate.subject()))
                .setSigners(signers(certificate.signers()));
        for (Signature signature : certificate.signatures()) {
            wire.addSignatures(shared(signature.toBytes()));
        }
        return wire.build();
    }

    static Wire.Block block(Block block) {
        return Wire.Block.newBuilder()
                .setHeader(shared(block.header().toBytes()))
                .addAllTransactions(transactions(block.transactions()))
                .build();
    }

    static List<ByteString> transactions(List<Transaction> transactions) {
        return transactions.stream()
                .map(transaction -> shared(transaction.bytes()))
                .toList();
    }

    static Wire.Proposal proposal(Proposal proposal) {
        return Wire.Proposal.newBuilder()
                .setBlock(block(proposal.block()))
                .setVote(vote(proposal.vote()))
                .build();
    }

    static Wire.Evidence evidence(Evidence evidence) {
        Wire.Evidence.Builder wire = Wire.Evidence.newBuilder();
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            wire.setConflictingVotes(Wire.ConflictingVotes.newBuilder()
                    .setFirst(vote(votes.first()))
                    .setSecond(vote(votes.second())));
        } else if (evidence instanceof Evidence.InvalidHeader header) {
            wire.setInvalidHeader(Wire.InvalidHeader.newBuilder()
                    .setVote(vote(header.vote()))
                    .setHeader(shared(header.header().toBytes())));
        } else if (evidence instanceof Evidence.InvalidTransaction transaction) {
            wire.setInvalidTransaction(Wire.InvalidTransaction.newBuilder()
                    .setVote(vote(transaction.vote()))
                    .setHeader(shared(transaction.header().toBytes()))
                    .setIndex(transaction.path().index())
                    .addAllSiblings(transaction.path().siblings().stream()
                            .map(sibling -> shared(sibling.toBytes()))
                            .toList())
                    .setTransaction(shared(transaction.transaction().bytes())));
        }
        return wire.build();
    }

    static Wire.Status status(Status status) {
        return Wire.Status.newBuilder()
                .setRound(round(status.round()))
                .setFinalizedHeight(status.finalizedHeight().number())
                .setFinalizedRound(round(status.finalizedRound()))
                .addAllViews(status.views().stream().map(ToWire::viewHoldings).toList())
                .setConnected(signers(status.connected()))
                .build();
    }

    private static Wire.ViewHoldings viewHoldings(ViewHoldings holdings) {
        return Wire.ViewHoldings.newBuilder()
                .setView(holdings.view().number())
                .setNotarized(holdings.notarized())
                .setNullified(holdings.nullified())
                .setFinalized(holdings.finalized())
                .setHasBlock(holdings.hasBlock())
                .addAllVotes(holdings.votes().stream().map(ToWire::voteHoldings).toList())
                .build();
    }

    private static Wire.VoteHoldings voteHoldings(VoteHoldings holdings) {
        return Wire.VoteHoldings.newBuilder()
                .setSubject(subject(holdings.subject()))
                .setVoters(signers(holdings.voters()))
                .build();
    }

    static Wire.ValidatorSet validatorSet(ValidatorSet set) {
        Wire.ValidatorSet.Builder wire = Wire.ValidatorSet.newBuilder();
        for (Validator validator : set.validators()) {
            wire.addValidators(Wire.Validator.newBuilder()
                    .setKey(shared(validator.key().toBytes()))
                    .setPower(validator.power().units())
                    .setLeaderWeight(validator.leaderWeight()));
        }
        return wire.build();
    }

    static Wire.Receipts receipts(List<Receipt> receipts) {
        return Wire.Receipts.newBuilder()
                .addAllReceipts(receipts.stream()
                        .map(receipt -> shared(receipt.toBytes()))
                        .toList())
                .build();
    }

    /** Without a copy: nobody changes these arrays, and the message is written out at once. */
    private static ByteString shared(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
