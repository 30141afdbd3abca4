package io.quorate.protocol.replica;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
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
import java.util.function.Function;

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
         * @param urgent whether the replica is woken for it: if not, the next step that comes anyway is soon enough, at
         *     the latest that of a tick
         */
        record Good(Input.Received input, boolean urgent) implements Checked {}

        /** The sender's fault. */
        record Faulty(Fault fault, String reason) implements Checked {}

        /** To be held, within a bound, until the set of this epoch is known; or dropped if the epoch is over. */
        record Later(Epoch epoch) implements Checked {}
    }

    /** What the replica has already, as far as is known where messages are checked. */
    public interface Held {
        /** Whether a certificate with this subject is held. */
        boolean holds(Subject subject);

        /** Whether the offence that evidence says it proves is pooled, or recorded on chain. */
        boolean knows(Evidence evidence);

        /** All, or nothing. */
        static Held all(boolean held) {
            return new Held() {
                @Override
                public boolean holds(Subject subject) {
                    return held;
                }

                @Override
                public boolean knows(Evidence evidence) {
                    return held;
                }
            };
        }
    }

    /** Checks a message under the sets that are known. */
    public Checked check(PeerId from, Message message, EpochSets sets, Held held) {
        boolean known = message instanceof Message.Accuse accuse
                ? held.knows(accuse.evidence())
                : certified(message).filter(held::holds).isPresent();
        return new Arrival(from, message, known, sets).check();
    }

    /** What the certificate says that a message is about or comes with. */
    private static Optional<Subject> certified(Message message) {
        if (message instanceof Message.CastVote cast) {
            return Optional.of(cast.vote().subject());
        }
        if (message instanceof Message.Certify certify) {
            return Optional.of(certify.certificate().subject());
        }
        if (message instanceof Message.Propose propose) {
            return propose.entry().map(Certificate::subject);
        }
        if (message instanceof Message.Deliver deliver) {
            return deliver.finalization().map(Certificate::subject);
        }
        return Optional.empty();
    }

    /** One message on its way in. Its effect is a function of it, of {@code held} and of the replica alone. */
    private final class Arrival {
        private final PeerId from;
        private final Message message;
        private final boolean held;
        private final EpochSets sets;

        Arrival(PeerId from, Message message, boolean held, EpochSets sets) {
            this.from = from;
            this.message = message;
            this.held = held;
            this.sets = sets;
        }

        Checked check() {
            if (message instanceof Message.CastVote cast) {
                return vote(cast.vote());
            }
            if (message instanceof Message.Propose propose) {
                return proposal(propose);
            }
            if (message instanceof Message.Certify certify) {
                return certificate(certify.certificate());
            }
            if (message instanceof Message.Pass pass) {
                return transactions(pass);
            }
            if (message instanceof Message.Deliver deliver) {
                return delivered(deliver);
            }
            if (message instanceof Message.Report report) {
                // What it shows to be missing can wait for a tick, and an idle network does little else than tell
                // statuses.
                return unhurried(replica -> replica.onStatus(from, report.status()));
            }
            if (message instanceof Message.VoteRequest request) {
                return good(replica -> replica.onVoteRequest(from, request.round()));
            }
            if (message instanceof Message.BlockRequest request) {
                return good(replica -> replica.onBlockRequest(from, request));
            }
            if (message instanceof Message.Accuse accuse) {
                return evidence(accuse.evidence());
            }
            Message.RangeRequest request = (Message.RangeRequest) message;
            return good(replica -> replica.onRangeRequest(from, request));
        }

        private Checked vote(Vote vote) {
            if (held && !isOwn(vote)) {
                // Its quorum is there: the vote adds nothing but a sign of life.
                return unhurried(
                        replica -> replica.onRedundant(from, vote, () -> verifier.vote(vote, replica.epochSets())));
            }
            return then(verifier.vote(vote, sets), verified -> replica -> replica.onVote(from, verified));
        }

        /** consensus.md, Persist before send: a vote of the own key that was cast elsewhere, however late it comes. */
        private boolean isOwn(Vote vote) {
            return own.isPresent()
                    && sets.get(vote.subject().round().epoch())
                            .filter(set -> set.contains(vote.validator()))
                            .filter(set -> set.get(vote.validator()).key().equals(own.get()))
                            .isPresent();
        }

        private Checked proposal(Message.Propose propose) {
            Optional<Verified<Certificate>> entry = Optional.empty();
            // One of another epoch lets nobody into this view.
            Optional<Certificate> unchecked = propose.entry()
                    .filter(certificate -> !held
                            && certificate
                                    .round()
                                    .epoch()
                                    .equals(propose.proposal().round().epoch()));
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

        private Checked certificate(Certificate certificate) {
            if (held) {
                return unhurried(replica -> replica.onShown(from, certificate.subject()));
            }
            return then(
                    verifier.certificate(certificate, sets),
                    verified -> replica -> replica.onCertificate(from, verified));
        }

        private Checked evidence(Evidence evidence) {
            if (held && !isOwn(evidence.vote())) {
                return unhurried(replica -> replica.onKnownEvidence(
                        from, evidence, () -> verifier.evidence(evidence, replica.epochSets())));
            }
            return then(verifier.evidence(evidence, sets), verified -> replica -> replica.onEvidence(from, verified));
        }

        private Checked transactions(Message.Pass pass) {
            List<Verified<Transaction>> checked =
                    new ArrayList<>(pass.transactions().size());
            for (Transaction transaction : pass.transactions()) {
                Verdict<Transaction> verdict = verifier.transaction(transaction);
                if (verdict instanceof Verdict.Rejected<Transaction> rejected) {
                    return new Checked.Faulty(rejected.fault(), rejected.reason());
                }
                if (verdict instanceof Verdict.Accepted<Transaction> accepted) {
                    checked.add(accepted.verified());
                }
            }
            return good(replica -> replica.onTransactions(from, pass.round(), checked));
        }

        private Checked delivered(Message.Deliver deliver) {
            Optional<Verified<Certificate>> finalization = Optional.empty();
            if (deliver.finalization().isPresent() && !held) {
                Verdict<Certificate> verdict =
                        verifier.certificate(deliver.finalization().get(), sets);
                if (verdict instanceof Verdict.Rejected<Certificate> rejected) {
                    return new Checked.Faulty(rejected.fault(), rejected.reason());
                }
                if (verdict instanceof Verdict.Undecided<Certificate> undecided) {
                    return new Checked.Later(undecided.epoch());
                }
                finalization = Optional.of(((Verdict.Accepted<Certificate>) verdict).verified());
            }
            Optional<Verified<Certificate>> checked = finalization;
            Verdict<CheckedBlock> verdict = verifier.block(deliver.block());
            return then(verdict, verified -> replica -> replica.onDelivered(from, verified, checked));
        }

        private Checked good(Consumer<Replica> effect) {
            return new Checked.Good(new Input.Received(from, message, held, effect), true);
        }

        private Checked unhurried(Consumer<Replica> effect) {
            return new Checked.Good(new Input.Received(from, message, held, effect), false);
        }

        private <T> Checked then(Verdict<T> verdict, Function<Verified<T>, Consumer<Replica>> effect) {
            if (verdict instanceof Verdict.Accepted<T> accepted) {
                return good(effect.apply(accepted.verified()));
            }
            if (verdict instanceof Verdict.Rejected<T> rejected) {
                return new Checked.Faulty(rejected.fault(), rejected.reason());
            }
            return new Checked.Later(((Verdict.Undecided<T>) verdict).epoch());
        }
    }
}
