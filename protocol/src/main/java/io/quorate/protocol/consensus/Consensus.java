package io.quorate.protocol.consensus;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.Timer;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.CheckedBlock;
import io.quorate.protocol.verify.CheckedProposal;
import io.quorate.protocol.verify.Verdict;
import io.quorate.protocol.verify.Verified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The consensus machine: takes verified messages, blocks and timers, and asks for {@link Effects}. Not thread-safe; owned
 * by the replica's thread. Call {@link #at} with the clock before the inputs of a step.
 */
public final class Consensus {
    private final ConsensusConfig config;
    private final Effects effects;
    private final Optional<PublicKey> key;
    private final BlockTree tree;
    private final Voter voter;
    private final Proposer proposer;
    private final Finalizer finalizer;
    private final Pacemaker pacemaker;
    private final Watch watch;

    private EpochState epoch;
    private Heard heard;
    private BlockTime now = BlockTime.EPOCH;
    private Optional<Certificate> entry = Optional.empty();
    /** The finalization of the block that the epoch began with, if there is one: it lets into view 1. */
    private Optional<Certificate> boundary;
    /** Whether something changed that the rules of proposing and notarizing look at. */
    private boolean dirty = true;

    /** When this replica last proposed, if that block was empty. */
    private Optional<BlockTime> emptyAt = Optional.empty();

    private boolean started;
    /** Whether it follows without voting, though it may be a member. */
    private boolean silent;

    /**
     * A machine that stands at a finalized head. Feed it the journal by {@link #restore}, then {@link #start} it.
     *
     * @param key the key of this replica's votes, if it has one
     * @param finalization the head's finalization, unless the head is the block that the epoch begins with
     */
    public Consensus(
            ConsensusConfig config,
            Effects effects,
            Application application,
            ReadableState finalState,
            Optional<PublicKey> key,
            EpochStart start,
            Block head,
            Optional<Certificate> finalization) {
        this.config = config;
        this.effects = effects;
        this.key = key;
        GuardedApplication guarded = new GuardedApplication(application);
        this.tree = new BlockTree(guarded, finalState, head);
        this.voter = new Voter(config, tree);
        this.proposer = new Proposer(config, tree, guarded);
        this.finalizer = new Finalizer(config, tree, effects);
        this.pacemaker = new Pacemaker(config, effects);
        this.watch = new Watch(effects);
        this.epoch = new EpochState(start, config.epochDuration(), key);
        this.heard = new Heard(start.set());
        this.boundary = finalization.filter(
                certificate -> start.epoch().isAfter(certificate.round().epoch()));
        finalization
                .filter(certificate -> certificate.round().epoch().equals(start.epoch()))
                .ifPresent(certificate -> {
                    epoch.view(certificate.view()).recordCertificate(certificate);
                    epoch.finalize(certificate.view());
                    raise(certificate);
                });
    }

    // ---- inputs

    /** Sets the clock of the step that follows. */
    public void at(BlockTime time) {
        now = time;
    }

    /** Gives back a certificate from the journal. Only before {@link #start}. */
    public void restore(Certificate certificate) {
        watch.onCertificate(epoch, certificate);
        record(certificate);
        progress();
    }

    /** Gives back a vote of this replica's own from the journal. Only before {@link #start}. */
    public void restore(Vote vote) {
        if (isOpen(vote.subject().round())) {
            epoch.view(vote.subject().view()).recordOwn(vote);
        }
    }

    /** Gives back a block from the journal. Only before {@link #start}. */
    public void restore(Block block) {
        tree.add(CheckedBlock.good(block), this::roots);
        progress();
    }

    /** Begins: enters the highest view that the certificates allow, and sends stored votes again. */
    public void start() {
        // consensus.md, Persist before send: sends stored signatures again instead of signing anew
        started = true;
        if (epoch.current().number() == 0) {
            raise(View.ZERO.next(), boundary);
        } else {
            heard.listenFrom(epoch.current());
            announce();
        }
        List<ViewState> undecided = List.copyOf(epoch.undecided());
        undecided.forEach(state -> state.own().values().forEach(effects::repeat));
        // Counted only now: a kill may have left a vote without the certificate that it made, and whoever is a quorum
        // alone gets no other vote to make it with.
        List.copyOf(epoch.open())
                .forEach(state -> List.copyOf(state.own().values()).forEach(this::count));
        for (ViewState state : undecided) {
            state.certificate(VoteKind.NOTARIZE).ifPresent(notarization -> castFinalize(state, notarization));
        }
        proposeAgain();
        progress();
    }

    private void proposeAgain() {
        // consensus.md, Propose: restarted, it sends the same proposal again
        ViewState state = epoch.view(epoch.current());
        Vote own = state.own().get(VoteKind.NOTARIZE);
        if (own != null && epoch.leads(state.view())) {
            tree.get(own.subject().block()).ifPresent(block -> {
                Proposal proposal = new Proposal(block, own);
                state.recordProposal(proposal);
                effects.repeat(proposal, entry);
            });
        }
    }

    /** Signs nothing from now on: it only follows. */
    public void fallSilent() {
        silent = true;
    }

    /** Whether it signs nothing. */
    public boolean isSilent() {
        return silent;
    }

    /** Votes again, from where it is. */
    public void speakUp() {
        silent = false;
        dirty = true;
        for (ViewState state : List.copyOf(epoch.undecided())) {
            state.certificate(VoteKind.NOTARIZE).ifPresent(notarization -> castFinalize(state, notarization));
        }
        progress();
    }

    /** A proposal whose leader's vote is good; false if it says nothing new. */
    public boolean onProposal(Verified<CheckedProposal> verified) {
        Proposal proposal = verified.value().proposal();
        View view = proposal.round().view();
        if (!isOpen(proposal.round())) {
            watch.onLateVote(proposal.vote());
            return false;
        }
        if (!epoch.admits(view) || !proposal.vote().validator().equals(epoch.leader(view))) {
            return false;
        }
        ViewState state = epoch.view(view);
        CheckedBlock block = verified.value().block();
        // The block is taken in for the first proposal only: an equivocating leader fills nobody's memory.
        if (state.tally().subjectsOf(proposal.vote().validator(), VoteKind.NOTARIZE).stream()
                .allMatch(proposal.vote().subject()::equals)) {
            takeIn(block);
        }
        boolean counted = count(proposal.vote());
        watch.onProposal(epoch, state, proposal.vote(), block);
        if (block.isOverLimits()) {
            refuse(state, proposal);
        }
        progress();
        return counted;
    }

    /** No body can make it valid, whatever may still arrive. */
    private void refuse(ViewState state, Proposal proposal) {
        if (!state.invalid() && !state.proposalSeen()) {
            state.recordInvalid();
            effects.invalid(proposal.round(), proposal.block(), "its header is over the limits");
        }
    }

    /** A vote with a good signature; false if it says nothing new. */
    public boolean onVote(Verified<Vote> verified) {
        Vote vote = verified.value();
        if (!isOpen(vote.subject().round())) {
            watch.onLateVote(vote);
        }
        boolean counted = count(vote);
        progress();
        return counted;
    }

    /**
     * A vote that was not checked, since its quorum is here; from its author itself or not. Whether it contradicts
     * one that is held: then it has to be checked after all, and comes again by {@link #onVote}.
     */
    public boolean onUnchecked(Vote vote, boolean fromAuthor, Supplier<Verdict<Vote>> check) {
        // consensus.md, Evidence: a vote that contradicts one held is always verified
        if (watch.contradicts(epoch, vote)) {
            return true;
        }
        if (fromAuthor) {
            watch.remember(epoch, vote, check);
        }
        return false;
    }

    /** A certificate that was checked; false if it is known or of no use. */
    public boolean onCertificate(Verified<Certificate> verified) {
        watch.onCertificate(epoch, verified.value());
        boolean recorded = record(verified.value());
        progress();
        return recorded;
    }

    /** A block that was asked for. */
    public void onBlock(Verified<CheckedBlock> verified) {
        takeIn(verified.value());
        progress();
    }

    /** Whether {@link #onPending} would change anything in this view: later ones of a view hasten nothing. */
    public boolean heedsPending() {
        return !pacemaker.isHastened() || (epoch.leads(epoch.current()) && !pacemaker.isUrgent());
    }

    /** A transaction became pending. */
    public void onPending() {
        hasten();
        progress();
    }

    /** A validator passed this replica transactions for a round, which may not have begun. */
    public void onPassed(ValidatorIndex validator, Round round) {
        pacemaker.pass(validator, round);
        if (round.equals(epoch.round()) && epoch.leads(epoch.current())) {
            makeUrgent();
            progress();
        }
    }

    /** A sign of life of a validator that needed no counting. */
    public void onHeard(ValidatorIndex validator) {
        heard.hear(validator, epoch.current());
    }

    /** A timer of a round; stale ones do nothing. */
    public void onTimer(Timer timer) {
        if (timer instanceof Timer.Leader leader && leader.round().equals(epoch.round())) {
            epoch.view(epoch.current()).recordLeaderTimedOut();
        } else if (timer instanceof Timer.ViewEnd end && end.round().equals(epoch.round())) {
            epoch.view(epoch.current()).recordTimedOut();
        } else if (timer instanceof Timer.Idle idle && idle.round().equals(epoch.round())) {
            makeUrgent();
        } else if (timer instanceof Timer.Ripen ripen && ripen.round().equals(epoch.round())) {
            pacemaker.ripened();
            dirty = true;
        } else if (timer instanceof Timer.Repeat repeat && repeat.round().equals(epoch.round())) {
            repeat();
        }
        progress();
    }

    // ---- rules

    private void progress() {
        boolean again = true;
        while (again) {
            again = finalizeOne();
            if (started && !silent && !config.haltsAt(tree.head().height())) {
                boolean look = dirty;
                dirty = false;
                again |= look && tryPropose();
                again |= look && tryNotarize();
                again |= tryNullify();
                again |= dirty;
            }
        }
    }

    private boolean finalizeOne() {
        Finalizer.Applied applied = finalizer.applyOne(epoch);
        applied.next().ifPresent(next -> begin(next, applied.by()));
        dirty |= applied.any();
        return applied.any();
    }

    private void begin(EpochStart next, Optional<Certificate> by) {
        // consensus.md, Epochs
        boundary = by;
        finalizer.clear();
        watch.ended(epoch);
        epoch = new EpochState(next, config.epochDuration(), key);
        heard = new Heard(next.set());
        pacemaker.beginEpoch(next.epoch());
        raise(View.ZERO.next(), by);
    }

    private boolean tryPropose() {
        ViewState state = epoch.view(epoch.current());
        if (!epoch.leads(epoch.current()) || !state.canSend(VoteKind.NOTARIZE) || state.sent(VoteKind.NULLIFY)) {
            return false;
        }
        Proposer.Plan plan = proposer.plan(epoch, now, effects.pending(), pacemaker.isUrgent());
        if (plan instanceof Proposer.Plan.NeedsCertificate needs) {
            effects.wantCertificates(epoch.round(needs.view()), Optional.empty());
        } else if (plan instanceof Proposer.Plan.NeedsBlock needs) {
            effects.wantBlock(needs.block(), Optional.empty());
        } else if (plan instanceof Proposer.Plan.Propose propose) {
            Block block = propose.block();
            emptyAt = block.transactions().isEmpty() ? Optional.of(now) : Optional.empty();
            Subject subject = Subject.notarize(epoch.round(), propose.parentView(), block.id());
            Optional<Vote> vote = effects.propose(block, subject, entry);
            vote.ifPresentOrElse(
                    own -> {
                        state.recordProposal(new Proposal(block, own));
                        keepOwn(state, own);
                    },
                    () -> state.recordRefused(VoteKind.NOTARIZE));
            return vote.isPresent();
        }
        return false;
    }

    private boolean tryNotarize() {
        // consensus.md, Notarize
        ViewState state = epoch.view(epoch.current());
        if (epoch.self().isEmpty()
                || state.proposal().isEmpty()
                || state.invalid()
                || !state.canSend(VoteKind.NOTARIZE)
                || state.sent(VoteKind.NULLIFY)) {
            return false;
        }
        Proposal proposal = state.proposal().get();
        Optional<ValidatorIndex> leader = Optional.of(proposal.vote().validator());
        Voter.Judgement judgement = voter.judge(epoch, proposal, now);
        if (judgement instanceof Voter.Judgement.Good) {
            return cast(state, proposal.vote().subject());
        }
        if (judgement instanceof Voter.Judgement.Invalid invalid) {
            state.recordInvalid();
            effects.invalid(proposal.round(), proposal.block(), invalid.reason());
            tree.checked(proposal.block().id())
                    .ifPresent(block -> watch.onProposal(epoch, state, proposal.vote(), block));
        } else if (judgement instanceof Voter.Judgement.NeedsCertificate needs) {
            effects.wantCertificates(epoch.round(needs.view()), leader);
        } else if (judgement instanceof Voter.Judgement.NeedsBlock needs) {
            effects.wantBlock(needs.block(), leader);
        } else if (judgement instanceof Voter.Judgement.Early early) {
            pacemaker.ripen(epoch.round(), early.delay());
        }
        return false;
    }

    private boolean tryNullify() {
        // consensus.md, Nullify
        ViewState state = epoch.view(epoch.current());
        if (epoch.self().isEmpty() || !state.canSend(VoteKind.NULLIFY) || state.sent(VoteKind.FINALIZE)) {
            return false;
        }
        ValidatorIndex leader = epoch.leader(epoch.current());
        Subject nullify = Subject.nullify(epoch.round());
        boolean due = state.timedOut()
                || (state.leaderTimedOut() && !state.proposalSeen())
                || state.invalid()
                || state.tally().voteOf(leader, nullify).isPresent()
                || (!state.proposalSeen() && heard.isSilent(leader, epoch.current()));
        if (!due || !cast(state, nullify)) {
            return false;
        }
        pacemaker.repeat(epoch.round(state.view()));
        return true;
    }

    private void castFinalize(ViewState state, Certificate notarization) {
        // consensus.md, Notarization: whether it notarized, or holds the block, does not matter
        if (started
                && !silent
                && state.view().isAfter(epoch.finalized())
                && !state.sent(VoteKind.NULLIFY)
                && state.canSend(VoteKind.FINALIZE)
                && !state.leaderEquivocated()) {
            cast(state, notarization.subject().as(VoteKind.FINALIZE));
        }
    }

    private boolean cast(ViewState state, Subject subject) {
        if (epoch.self().isEmpty()) {
            return false;
        }
        Optional<Vote> vote = effects.cast(subject);
        vote.ifPresentOrElse(own -> keepOwn(state, own), () -> state.recordRefused(subject.kind()));
        return vote.isPresent();
    }

    private void keepOwn(ViewState state, Vote vote) {
        state.recordOwn(vote);
        count(vote);
    }

    private boolean count(Vote vote) {
        Subject subject = vote.subject();
        if (!isOpen(subject.round()) || !epoch.admits(subject.view())) {
            return false;
        }
        heard.hear(vote.validator(), epoch.current());
        ViewState state = epoch.view(subject.view());
        Optional<Evidence> found = state.tally().evidence(vote);
        VoteTally.Outcome outcome = state.tally().add(vote);
        if (outcome instanceof VoteTally.Outcome.Repeated || outcome instanceof VoteTally.Outcome.Surplus) {
            return false;
        }
        watch.onCounted(epoch, state, vote, found);
        effects.counted(vote);
        adoptProposal(state);
        if (outcome instanceof VoteTally.Outcome.Certified certified) {
            record(certified.certificate());
        } else if (subject.kind() == VoteKind.NOTARIZE
                && !subject.view().isBefore(epoch.current())
                && !tree.holds(subject.block())) {
            // consensus.md, Fetch: a notarize vote for a block that is not held starts its fetch at once
            effects.wantBlock(subject.block(), Optional.of(vote.validator()));
        }
        return true;
    }

    /** A block and its leader's vote are a proposal, by whatever way the two came. */
    private void adoptProposal(ViewState state) {
        ValidatorIndex leader = epoch.leader(state.view());
        List<Subject> subjects = state.tally().subjectsOf(leader, VoteKind.NOTARIZE);
        // Of an equivocating leader's two, the one that came first was adopted or awaited when it came alone.
        if (state.proposal().isPresent() || subjects.size() != 1) {
            return;
        }
        Subject subject = subjects.get(0);
        Optional<Vote> vote = state.tally().voteOf(leader, subject);
        tree.checked(subject.block()).ifPresent(block -> watch.onProposal(epoch, state, vote.orElseThrow(), block));
        tree.get(subject.block())
                .filter(block -> block.header().epoch().equals(epoch.epoch()))
                .ifPresent(block -> {
                    Proposal proposal = new Proposal(block, vote.orElseThrow());
                    state.recordProposal(proposal);
                    effects.seen(proposal, epoch.leader(state.view().next()));
                    dirty = true;
                });
    }

    private boolean record(Certificate certificate) {
        View view = certificate.view();
        if (!certificate.round().epoch().equals(epoch.epoch())) {
            return false;
        }
        boolean lateNotarization = certificate.kind() == VoteKind.NOTARIZE && view.equals(epoch.finalized());
        if (!view.isAfter(epoch.finalized()) && !lateNotarization) {
            return false;
        }
        ViewState state = epoch.view(view);
        if (state.certificate(certificate.kind()).isPresent()) {
            return false;
        }
        state.recordCertificate(certificate);
        heard.hear(certificate.signers(), epoch.current());
        proposer.certified(certificate, now);
        dirty = true;
        if (started) {
            effects.hold(certificate);
        }
        switch (certificate.kind()) {
            case NOTARIZE -> castFinalize(state, certificate);
            case FINALIZE -> finalizer.add(certificate);
            case NULLIFY -> {} // consensus.md, Nullification: entering the next view, below, is all
        }
        raise(certificate);
        return true;
    }

    private void raise(Certificate certificate) {
        raise(certificate.view().next(), Optional.of(certificate));
    }

    private void raise(View view, Optional<Certificate> by) {
        // consensus.md, Enter: views only go up
        if (!view.isAfter(epoch.current())) {
            return;
        }
        if (view.number() - epoch.current().number() > ConsensusConfig.SKIP_AFTER) {
            heard.listenFrom(view);
        }
        epoch.enter(view);
        entry = by;
        watch.onEntered(epoch);
        if (started) {
            announce();
        }
    }

    private void announce() {
        Round round = epoch.round();
        dirty = true;
        pacemaker.begin(round, epoch.leads(round.view()), highestFinalization());
        if (epoch.view(round.view()).sent(VoteKind.NULLIFY)) {
            pacemaker.repeat(round);
        }
        if (effects.enter(round, epoch.leader(round.view()), entry, inFlight())) {
            hasten();
        }
    }

    /** Something is pending. The leader whose own timers run proposes, be it an empty block: all may have expired. */
    private void hasten() {
        if (emptyAt.filter(now::equals).isPresent()) {
            // Nothing of what is pending could be in a block just now: one that is a quorum by itself would go on for
            // ever.
            return;
        }
        pacemaker.hasten(epoch.round());
        if (epoch.leads(epoch.current())) {
            makeUrgent();
        }
    }

    /** The view of the highest finalization that is known, its blocks here or not. */
    private View highestFinalization() {
        return finalizer
                .target()
                .map(Certificate::view)
                .filter(view -> view.isAfter(epoch.finalized()))
                .orElse(epoch.finalized());
    }

    private void makeUrgent() {
        pacemaker.makeUrgent();
        dirty = true;
    }

    private void repeat() {
        // consensus.md, Repeat
        Vote nullify = epoch.view(epoch.current()).own().get(VoteKind.NULLIFY);
        if (nullify != null) {
            effects.repeat(nullify);
            entry.ifPresent(effects::repeat);
            pacemaker.repeat(epoch.round());
        }
    }

    private void takeIn(CheckedBlock checked) {
        if (checked.isOverLimits()) {
            // Its body may be anything. The header is enough to refuse it, once its proposer's vote is here.
            epoch.open().forEach(state -> refuseOverLimits(state, checked));
            return;
        }
        if (tree.add(checked, this::roots)) {
            dirty = true;
            if (checked.isGood()) {
                effects.store(checked.block());
            }
            epoch.open().forEach(this::adoptProposal);
        }
    }

    private void refuseOverLimits(ViewState state, CheckedBlock checked) {
        ValidatorIndex leader = epoch.leader(state.view());
        for (Subject subject : state.tally().subjectsOf(leader, VoteKind.NOTARIZE)) {
            if (subject.block().equals(checked.block().id())
                    && checked.block().header().epoch().equals(epoch.epoch())) {
                Vote vote = state.tally().voteOf(leader, subject).orElseThrow();
                watch.onProposal(epoch, state, vote, checked);
                refuse(state, new Proposal(checked.block(), vote));
            }
        }
    }

    /** What the tree must keep: the certified blocks above finality, and what the current view is about. */
    private List<BlockId> roots() {
        List<BlockId> roots = new ArrayList<>();
        for (ViewState state : epoch.undecided()) {
            state.blockCertificate()
                    .ifPresent(certificate -> roots.add(certificate.subject().block()));
        }
        epoch.view(epoch.current())
                .proposal()
                .ifPresent(proposal -> roots.add(proposal.block().id()));
        return roots;
    }

    private boolean isOpen(Round round) {
        return round.epoch().equals(epoch.epoch());
    }

    /** The notarized blocks below the current view that are not final: what is in them waits for finality only. */
    public List<Block> inFlight() {
        return epoch.open().stream()
                .filter(state -> state.view().isBefore(epoch.current()))
                .flatMap(state -> state.certificate(VoteKind.NOTARIZE).stream())
                .flatMap(notarization -> tree.get(notarization.subject().block()).stream())
                .toList();
    }

    // ---- what others may look at

    /** What is known, to be looked at and not changed. */
    public ConsensusState state() {
        return new ConsensusState(epoch, tree, finalizer, entry);
    }

    /** Whether a block is here, above the finalized head or the head itself. */
    public boolean holds(BlockId id) {
        return tree.holds(id);
    }
}
