package io.quorate.protocol.verify;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockLimits;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.CheckedBlock.Flaw;
import java.util.Optional;

/** The stateless checks. Thread-safe; every method is total. */
public final class Verifier {
    private final ChainId chain;
    private final BlockLimits limits;
    private final SignatureScheme votes;
    private final SignatureScheme transactions;
    private final VerifiedTransactions known;

    /**
     * Checks for one chain.
     *
     * @param limits what its genesis allows a block
     * @param votes the scheme of consensus votes
     * @param transactions the scheme of transactions (Ed25519)
     * @param known remembers which transactions were found valid
     */
    public Verifier(
            ChainId chain,
            BlockLimits limits,
            SignatureScheme votes,
            SignatureScheme transactions,
            VerifiedTransactions known) {
        this.chain = chain;
        this.limits = limits;
        this.votes = votes;
        this.transactions = transactions;
        this.known = known;
    }

    /** Checks for the chain of a genesis, and remembers nothing. */
    public static Verifier of(Genesis genesis, SignatureScheme votes, SignatureScheme transactions) {
        return new Verifier(genesis.chain(), BlockLimits.of(genesis), votes, transactions, VerifiedTransactions.NONE);
    }

    /** Checks a vote under the set of its epoch. */
    public Verdict<Vote> vote(Vote vote, EpochSets sets) {
        Optional<ValidatorSet> set = sets.get(vote.subject().round().epoch());
        if (set.isEmpty()) {
            return new Verdict.Undecided<>(vote.subject().round().epoch());
        }
        if (!set.get().contains(vote.validator())) {
            return new Verdict.Rejected<>(
                    Fault.INVALID_SIGNATURE, "validator " + vote.validator() + " is not in the set");
        }
        PublicKey key = set.get().get(vote.validator()).key();
        if (!votes.verify(key, SigningBytes.of(chain, vote.subject()), vote.signature())) {
            return new Verdict.Rejected<>(Fault.INVALID_SIGNATURE, "bad signature on " + vote.subject());
        }
        return accepted(vote);
    }

    /** Checks a certificate under the set of its epoch: length, membership and power first, then the proof. */
    public Verdict<Certificate> certificate(Certificate certificate, EpochSets sets) {
        Optional<ValidatorSet> known = sets.get(certificate.round().epoch());
        if (known.isEmpty()) {
            return new Verdict.Undecided<>(certificate.round().epoch());
        }
        // consensus.md, Certificates
        ValidatorSet set = known.get();
        Signers signers = certificate.signers();
        if (signers.setSize() != set.size()) {
            return new Verdict.Rejected<>(
                    Fault.INVALID_CERTIFICATE, "a bitmap of " + signers.setSize() + " for a set of " + set.size());
        }
        if (!set.isQuorum(signers)) {
            return new Verdict.Rejected<>(
                    Fault.INVALID_CERTIFICATE,
                    "power " + set.powerOf(signers) + " of " + set.total() + " is no quorum");
        }
        byte[] message = SigningBytes.of(chain, certificate.subject());
        int at = 0;
        for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
            Signature signature = certificate.signatures().get(at++);
            if (!votes.verify(set.validators().get(i).key(), message, signature)) {
                return new Verdict.Rejected<>(
                        Fault.INVALID_CERTIFICATE, "bad signature of validator " + i + " on " + certificate.subject());
            }
        }
        return accepted(certificate);
    }

    /** Checks a transaction's chain, key and signature. */
    public Verdict<Transaction> transaction(Transaction transaction) {
        if (!transaction.chain().equals(chain)) {
            return new Verdict.Rejected<>(Fault.WRONG_CHAIN, transaction + " is for another chain");
        }
        if (known.contains(transaction)) {
            return accepted(transaction);
        }
        if (!isWellSigned(transaction)) {
            return new Verdict.Rejected<>(Fault.INVALID_SIGNATURE, "bad signature on " + transaction);
        }
        known.add(transaction);
        return accepted(transaction);
    }

    /**
     * Checks that a body is what its header commits to; a mismatch is the sender's fault. What is the proposer's, a header
     * over the limits (then no body is needed) or a bad signature, is told apart in the result.
     */
    public Verdict<CheckedBlock> block(Block block) {
        if (!block.header().chain().equals(chain)) {
            return new Verdict.Rejected<>(Fault.WRONG_CHAIN, block + " is of another chain");
        }
        if (limits.areBrokenBy(block.header())) {
            return accepted(new CheckedBlock(block, Optional.of(new Flaw.OverLimits())));
        }
        if (!block.bodyMatchesHeader()) {
            return new Verdict.Rejected<>(Fault.INVALID_BLOCK, "the body of " + block + " is not what its header says");
        }
        return accepted(new CheckedBlock(block, flaw(block)));
    }

    /** Checks a proposal: its leader's vote, then its block. */
    public Verdict<CheckedProposal> proposal(Proposal proposal, EpochSets sets) {
        Verdict<Vote> vote = vote(proposal.vote(), sets);
        if (vote instanceof Verdict.Undecided<Vote> undecided) {
            return new Verdict.Undecided<>(undecided.epoch());
        }
        if (vote instanceof Verdict.Rejected<Vote> rejected) {
            return new Verdict.Rejected<>(rejected.fault(), rejected.reason());
        }
        Verdict<CheckedBlock> block = block(proposal.block());
        if (block instanceof Verdict.Accepted<CheckedBlock> good) {
            return accepted(new CheckedProposal(proposal, good.verified().value()));
        }
        Verdict.Rejected<CheckedBlock> rejected = (Verdict.Rejected<CheckedBlock>) block;
        return new Verdict.Rejected<>(rejected.fault(), rejected.reason());
    }

    private Optional<Flaw> flaw(Block block) {
        boolean foreign = false;
        for (int i = 0; i < block.transactions().size(); i++) {
            Verdict<Transaction> verdict = transaction(block.transactions().get(i));
            if (verdict instanceof Verdict.Rejected<Transaction> rejected) {
                if (rejected.fault() == Fault.INVALID_SIGNATURE) {
                    return Optional.of(new Flaw.BadSignature(i));
                }
                foreign = true;
            }
        }
        return foreign ? Optional.of(new Flaw.ForeignTransaction()) : Optional.empty();
    }

    /**
     * Checks evidence under the set of its epoch: that every vote in it is the accused's, and that they prove what it
     * says. See consensus.md, Evidence.
     */
    public Verdict<Evidence> evidence(Evidence evidence, EpochSets sets) {
        Verdict<Vote> vote = vote(evidence.vote(), sets);
        if (vote instanceof Verdict.Accepted<Vote> && evidence instanceof Evidence.ConflictingVotes votes) {
            vote = vote(votes.second(), sets);
        }
        if (vote instanceof Verdict.Undecided<Vote> undecided) {
            return new Verdict.Undecided<>(undecided.epoch());
        }
        if (vote instanceof Verdict.Rejected<Vote> rejected) {
            return new Verdict.Rejected<>(rejected.fault(), rejected.reason());
        }
        if (evidence instanceof Evidence.InvalidHeader invalid && !limits.areBrokenBy(invalid.header())) {
            return new Verdict.Rejected<>(Fault.INVALID_EVIDENCE, "the header is within the limits");
        }
        if (evidence instanceof Evidence.InvalidTransaction invalid && isWellSigned(invalid.transaction())) {
            return new Verdict.Rejected<>(Fault.INVALID_EVIDENCE, invalid.transaction() + " is well signed");
        }
        return accepted(evidence);
    }

    private boolean isWellSigned(Transaction transaction) {
        return transactions.verify(transaction.sender(), transaction.signingBytes(), transaction.signature());
    }

    private static <T> Verdict<T> accepted(T value) {
        return new Verdict.Accepted<>(Verified.vouchedFor(value));
    }
}
