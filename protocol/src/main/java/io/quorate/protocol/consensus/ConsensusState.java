package io.quorate.protocol.consensus;

import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Phase;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A live view of what consensus knows, for gossip, which tells peers of it, and for people. On the replica's thread. */
public final class ConsensusState {
    private final EpochState epoch;
    private final BlockTree tree;
    private final Finalizer finalizer;
    private final Optional<Certificate> entry;

    ConsensusState(EpochState epoch, BlockTree tree, Finalizer finalizer, Optional<Certificate> entry) {
        this.epoch = epoch;
        this.tree = tree;
        this.finalizer = finalizer;
        this.entry = entry;
    }

    /** The current round. */
    public Round round() {
        return epoch.round();
    }

    /** Who leads it; before the start, who leads the first. */
    public ValidatorIndex leader() {
        return epoch.leader(epoch.current().number() == 0 ? View.ZERO.next() : epoch.current());
    }

    /** This replica's index in the current set, if it is in it. */
    public Optional<ValidatorIndex> self() {
        return epoch.self();
    }

    /** The current epoch. */
    public EpochStart epoch() {
        return epoch.start();
    }

    /** The certificate that let it enter the current view. */
    public Optional<Certificate> entry() {
        return entry;
    }

    /** The highest finalized block. */
    public Block head() {
        return tree.head();
    }

    /** A block above the head, or the head. */
    public Optional<Block> block(BlockId id) {
        return tree.get(id);
    }

    /** The blocks above the head that are here. */
    public List<Block> blocks() {
        return tree.blocks();
    }

    /** The round of the highest finalization that was applied. */
    public Round finalized() {
        return epoch.round(epoch.finalized());
    }

    /** A finalization that waits for blocks. */
    public Optional<Certificate> unapplied() {
        return finalizer.target();
    }

    /** Whether a certificate with this subject is held. */
    public boolean holds(Subject subject) {
        return subject.round().epoch().equals(epoch.epoch())
                && epoch.known(subject.view())
                        .flatMap(state -> state.certificate(subject.kind()))
                        .map(certificate -> certificate.subject().equals(subject))
                        .orElse(false);
    }

    /** The certificates held of a view of this epoch. */
    public List<Certificate> certificates(View view) {
        return epoch.certificates(view);
    }

    /** All certificates held above the highest finalization, and of its own view, lowest view first. */
    public List<Certificate> certificates() {
        return epoch.from(epoch.finalized()).stream()
                .flatMap(state -> epoch.certificates(state.view()).stream())
                .toList();
    }

    /** This replica's own votes above the highest finalization, lowest view first. */
    public List<Vote> ownVotes() {
        return epoch.undecided().stream()
                .flatMap(state -> state.own().values().stream())
                .toList();
    }

    /** The votes held of a view of this epoch. */
    public List<Vote> votes(View view) {
        List<Vote> votes = new ArrayList<>();
        epoch.known(view)
                .ifPresent(state -> state.tally().holdings().forEach(holding -> {
                    Signers voters = holding.voters();
                    for (int i = voters.nextAfter(-1); i >= 0; i = voters.nextAfter(i)) {
                        state.tally()
                                .voteOf(new ValidatorIndex(i), holding.subject())
                                .ifPresent(votes::add);
                    }
                }));
        return votes;
    }

    /** The first proposal seen in a view of this epoch. */
    public Optional<Proposal> proposal(View view) {
        return epoch.known(view).flatMap(ViewState::proposal);
    }

    /** What is held of each view above the highest finalization; the newest {@code limit} views, lowest first. */
    public List<ViewHoldings> holdings(int limit) {
        List<ViewState> views = new ArrayList<>(epoch.undecided());
        List<ViewHoldings> holdings = new ArrayList<>(Math.min(limit, views.size()));
        for (ViewState state : views.subList(Math.max(0, views.size() - limit), views.size())) {
            holdings.add(state.holdings(tree::holds));
        }
        return holdings;
    }

    /** What the replica is at, for people. */
    public Phase phase() {
        if (epoch.current().number() == 0) {
            return Phase.IDLE;
        }
        Optional<ViewState> before = epoch.known(epoch.current().plus(-1));
        Optional<ViewState> current = epoch.known(epoch.current());
        if (current.map(state -> state.proposal().isPresent()
                        || state.sent(VoteKind.NULLIFY)
                        || state.tally().voters(VoteKind.NOTARIZE).count() > 0)
                .orElse(false)) {
            return Phase.VOTING;
        }
        if (current.map(ViewState::leaderTimedOut).orElse(false)) {
            return Phase.PROPOSING;
        }
        boolean committing = before.isPresent()
                && before.get().view().isAfter(epoch.finalized())
                && before.get().certificate(VoteKind.NOTARIZE).isPresent();
        if (committing) {
            return Phase.COMMITTING;
        }
        return epoch.current().number() - epoch.finalized().number() == 1 ? Phase.FINALIZED : Phase.IDLE;
    }

    /** What keeps the current view from going on. */
    public Waiting waitingFor() {
        if (epoch.current().number() == 0) {
            return new Waiting.Start();
        }
        ViewState state = epoch.view(epoch.current());
        VoteKind kind = state.sent(VoteKind.NULLIFY) ? VoteKind.NULLIFY : VoteKind.NOTARIZE;
        if (kind == VoteKind.NOTARIZE && state.proposal().isEmpty()) {
            return new Waiting.Leader(leader());
        }
        Signers voters = state.tally().voters(kind);
        List<ValidatorIndex> missing = epoch.set().indexes().stream()
                .filter(index -> !voters.contains(index))
                .toList();
        return new Waiting.Votes(
                kind, missing, epoch.set().powerOf(voters), epoch.set().total().leastQuorum());
    }
}
