package io.quorate.protocol.replica;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.verify.CheckedBlock;
import io.quorate.protocol.verify.CheckedProposal;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Fault;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import io.quorate.protocol.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Turns a peer's message into an input of the replica, off its thread: garbage never reaches it. Thread-safe.
 *
 * <p>What is held already is not checked again: {@code held} may lag behind the replica, which costs a check and nothing
 * else.
 */
public final class Inbound {
    private final Verifier verifier;
    private final Optional<PublicKey> own;

    /**
     * Checks with {@code verifier}.
     *
     * @param own the key of this replica's votes, if it has one: a vote of that key is news whatever is held
     */
    public Inbound(Verifier verifier, Optional<PublicKey> own) {
        this.verifier = verifier;
        this.own = own;
    }

    /** What became of a message. */
    public sealed interface Checked {
        /**
         * To be given to the replica in a step.
         *
         * @param urgent whether it may make the replica act: if not, the next step that comes anyway is soon enough
         */
        record Input(Consumer<Replica> give, boolean urgent) implements Checked {
            private Input(Consumer<Replica> give) {
                this(give, true);
            }
        }

        /** The sender's fault. */
        record Faulty(Fault fault, String reason) implements Checked {}

        /** To be held, within a bound, until the set of this epoch is known; or dropped if the epoch is over. */
        record Later(Epoch epoch) implements Checked {}
    }

    /** Checks a message under the sets that are known. */
    public Checked check(PeerId from, Message message, EpochSets sets, Predicate<Subject> held) {
        if (message instanceof Message.CastVote cast) {
            return vote(from, cast.vote(), sets, held);
        }
        if (message instanceof Message.Propose propose) {
            return proposal(from, propose, sets, held);
        }
        if (message instanceof Message.Certify certify) {
            return certificate(from, certify.certificate(), sets, held);
        }
        if (message instanceof Message.Pass pass) {
            return transactions(from, pass);
        }
        if (message instanceof Message.Deliver deliver) {
            return delivered(from, deliver, sets, held);
        }
        if (message instanceof Message.Report report) {
            return new Checked.Input(replica -> replica.onStatus(from, report.status()));
        }
        if (message instanceof Message.VoteRequest request) {
            return new Checked.Input(replica -> replica.onVoteRequest(from, request.round()));
        }
        if (message instanceof Message.BlockRequest request) {
            return new Checked.Input(replica -> replica.onBlockRequest(from, request));
        }
        if (message instanceof Message.Accuse accuse) {
            return then(
                    verifier.evidence(accuse.evidence(), sets),
                    verified -> replica -> replica.onEvidence(from, verified));
        }
        Message.RangeRequest request = (Message.RangeRequest) message;
        return new Checked.Input(replica -> replica.onRangeRequest(from, request));
    }

    private Checked vote(PeerId from, Vote vote, EpochSets sets, Predicate<Subject> held) {
        if (held.test(vote.subject()) && !isOwn(vote, sets)) {
            // Its quorum is there: the vote adds nothing but a sign of life.
            return new Checked.Input(
                    replica -> replica.onRedundant(from, vote, () -> verifier.vote(vote, sets)), false);
        }
        return then(verifier.vote(vote, sets), verified -> replica -> replica.onVote(from, verified));
    }

    /** consensus.md, Persist before send: a vote of the own key that was cast elsewhere, however late it comes. */
    private boolean isOwn(Vote vote, EpochSets sets) {
        return own.isPresent()
                && sets.get(vote.subject().round().epoch())
                        .filter(set -> set.contains(vote.validator()))
                        .filter(set -> set.get(vote.validator()).key().equals(own.get()))
                        .isPresent();
    }

    private Checked proposal(PeerId from, Message.Propose propose, EpochSets sets, Predicate<Subject> held) {
        Optional<Verified<Certificate>> entry = Optional.empty();
        Optional<Certificate> unchecked = propose.entry().filter(certificate -> !held.test(certificate.subject()));
        if (unchecked.isPresent()) {
            Verdict<Certificate> verdict = verifier.certificate(unchecked.get(), sets);
            if (verdict instanceof Verdict.Rejected<Certificate> rejected) {
                return new Checked.Faulty(rejected.fault(), rejected.reason());
            }
            if (verdict instanceof Verdict.Accepted<Certificate> accepted) {
                entry = Optional.of(accepted.verified());
            }
        }
        Optional<Verified<Certificate>> checkedEntry = entry;
        Verdict<CheckedProposal> verdict = verifier.proposal(propose.proposal(), sets);
        return then(verdict, verified -> replica -> replica.onProposal(from, verified, checkedEntry));
    }

    private Checked certificate(PeerId from, Certificate certificate, EpochSets sets, Predicate<Subject> held) {
        if (held.test(certificate.subject())) {
            return new Checked.Input(replica -> replica.onShown(from, certificate.subject()), false);
        }
        return then(
                verifier.certificate(certificate, sets), verified -> replica -> replica.onCertificate(from, verified));
    }

    private Checked transactions(PeerId from, Message.Pass pass) {
        List<Verified<Transaction>> good = new ArrayList<>(pass.transactions().size());
        for (Transaction transaction : pass.transactions()) {
            Verdict<Transaction> verdict = verifier.transaction(transaction);
            if (verdict instanceof Verdict.Rejected<Transaction> rejected) {
                return new Checked.Faulty(rejected.fault(), rejected.reason());
            }
            if (verdict instanceof Verdict.Accepted<Transaction> accepted) {
                good.add(accepted.verified());
            }
        }
        return new Checked.Input(replica -> replica.onTransactions(from, pass.round(), good));
    }

    private Checked delivered(PeerId from, Message.Deliver deliver, EpochSets sets, Predicate<Subject> held) {
        Optional<Verified<Certificate>> finalization = Optional.empty();
        if (deliver.finalization().isPresent()) {
            Certificate certificate = deliver.finalization().get();
            if (!held.test(certificate.subject())) {
                Verdict<Certificate> verdict = verifier.certificate(certificate, sets);
                if (verdict instanceof Verdict.Rejected<Certificate> rejected) {
                    return new Checked.Faulty(rejected.fault(), rejected.reason());
                }
                if (verdict instanceof Verdict.Undecided<Certificate> undecided) {
                    return new Checked.Later(undecided.epoch());
                }
                finalization = Optional.of(((Verdict.Accepted<Certificate>) verdict).verified());
            }
        }
        Optional<Verified<Certificate>> checked = finalization;
        Verdict<CheckedBlock> verdict = verifier.block(deliver.block());
        return then(verdict, verified -> replica -> replica.onDelivered(from, verified, checked));
    }

    private interface Giving<T> {
        Consumer<Replica> of(Verified<T> verified);
    }

    private static <T> Checked then(Verdict<T> verdict, Giving<T> giving) {
        if (verdict instanceof Verdict.Accepted<T> accepted) {
            return new Checked.Input(giving.of(accepted.verified()));
        }
        if (verdict instanceof Verdict.Rejected<T> rejected) {
            return new Checked.Faulty(rejected.fault(), rejected.reason());
        }
        return new Checked.Later(((Verdict.Undecided<T>) verdict).epoch());
    }
}
