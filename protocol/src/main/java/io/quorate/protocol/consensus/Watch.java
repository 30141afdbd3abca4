package io.quorate.protocol.consensus;

import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.CheckedBlock;
import io.quorate.protocol.verify.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Compares what validators signed, in every view that is kept: of the current epoch, a window below finality included, and
 * of the one before it. See consensus.md, Evidence.
 *
 * <p>What it is given beside counted votes (a certificate's signatures, late votes) enters the tally and so meets what
 * comes later, but is no sign of life, certifies nothing, and changes nothing that the rules of voting look at except one:
 * that a leader equivocated.
 */
final class Watch {
    /** The most invalid proposals that wait for room, each with its view and as long as that is kept; more are let go. */
    private static final int CROWDED_OUT = 64;

    private final Effects effects;
    private Optional<EpochState> ended = Optional.empty();
    private boolean faultsAhead;
    /** How many invalid proposals wait for room in the pool. */
    private int crowdedOut;

    Watch(Effects effects) {
        this.effects = effects;
    }

    /** An epoch is over: late votes of it are still compared. */
    void ended(EpochState epoch) {
        ended = Optional.of(epoch);
    }

    /** Whether it is early to accuse anybody of what it signed in a view; one of an epoch that is over was left behind. */
    private boolean isAhead(EpochState epoch, ViewState state) {
        boolean over = ended.filter(last -> last.epoch().equals(epoch.epoch())).isPresent();
        return !over && state.view().isAfter(epoch.current());
    }

    /** The state that a vote or certificate of a round is compared in, if it is kept. */
    private Optional<EpochState> keeping(EpochState current, Subject subject) {
        Optional<EpochState> of = subject.round().epoch().equals(current.epoch())
                ? Optional.of(current)
                : ended.filter(epoch -> epoch.epoch().equals(subject.round().epoch()));
        return of.filter(epoch -> epoch.keeps(subject.view()));
    }

    /** A vote that was counted, or is about to be: {@code found} is what the tally made of it before it went in. */
    void onCounted(EpochState epoch, ViewState state, Vote vote, Optional<Evidence> found) {
        found.ifPresent(evidence -> report(epoch, state, evidence));
        state.takeContradicting(vote).ifPresent(unchecked -> {
            if (unchecked.check().get() instanceof Verdict.Accepted<Vote>) {
                state.tally().add(unchecked.vote());
                Evidence.of(unchecked.vote(), vote).ifPresent(evidence -> report(epoch, state, evidence));
            }
        });
    }

    /** A checked vote of the epoch that ended; one of the current epoch is counted instead. */
    void onLateVote(Vote vote) {
        ended.filter(epoch -> epoch.epoch().equals(vote.subject().round().epoch()))
                .filter(epoch -> epoch.admits(vote.subject().view()))
                .ifPresent(epoch -> compare(epoch, vote));
    }

    /** A checked certificate, recorded or not: each signature in it is a vote. */
    void onCertificate(EpochState current, Certificate certificate) {
        keeping(current, certificate.subject()).ifPresent(epoch -> {
            // A certificate of a view to come is what lets into the view after it.
            if (epoch.admits(certificate.view()) || certificate.view().isAfter(epoch.current())) {
                certificate.votes().forEach(vote -> compare(epoch, vote));
            } else {
                // No vote of that view can come any more, and certificates are kept however many: they meet each other.
                epoch.known(certificate.view()).ifPresent(state -> compare(epoch, state, certificate));
            }
        });
    }

    private void compare(EpochState epoch, ViewState state, Certificate certificate) {
        for (VoteKind kind : VoteKind.values()) {
            state.certificate(kind)
                    .map(held -> Evidence.of(held, certificate))
                    .ifPresent(proven -> proven.forEach(evidence -> report(epoch, state, evidence)));
        }
    }

    private void compare(EpochState epoch, Vote vote) {
        ViewState state = epoch.view(vote.subject().view());
        Optional<Evidence> found = state.tally().evidence(vote);
        VoteTally.Outcome outcome = state.tally().add(vote);
        if (!(outcome instanceof VoteTally.Outcome.Repeated) && !(outcome instanceof VoteTally.Outcome.Surplus)) {
            onCounted(epoch, state, vote, found);
        }
    }

    /** Whether an unchecked vote contradicts one that is held, and so has to be checked. */
    boolean contradicts(EpochState current, Vote vote) {
        return keeping(current, vote.subject())
                .flatMap(epoch -> epoch.known(vote.subject().view()))
                .flatMap(state -> state.tally().evidence(vote))
                .isPresent();
    }

    /** A vote from its author that needs no check now. */
    void remember(EpochState current, Vote vote, Supplier<Verdict<Vote>> check) {
        keeping(current, vote.subject())
                .filter(epoch -> epoch.set().contains(vote.validator()))
                .flatMap(epoch -> epoch.known(vote.subject().view()))
                .ifPresent(state -> state.remember(new ViewState.Unchecked(vote, check)));
    }

    /** A view was entered: what was early to say of it, those skipped and those of the epoch before is not any more. */
    void onEntered(EpochState epoch) {
        if (crowdedOut > 0) {
            crowdedOut = 0;
            ended.ifPresent(this::accuseAgain);
            accuseAgain(epoch);
        }
        if (!faultsAhead) {
            return;
        }
        faultsAhead = false;
        ended.ifPresent(this::tellAhead);
        tellAhead(epoch);
    }

    private void recordAhead(ViewState state) {
        state.recordFaultsAhead();
        faultsAhead = true;
    }

    private void accuseAgain(EpochState epoch) {
        for (ViewState state : List.copyOf(epoch.from(View.ZERO))) {
            if (!isAhead(epoch, state)) {
                state.takeAgainstLeader().ifPresent(evidence -> accuseLeader(state, evidence));
            }
        }
    }

    /** Of invalid proposals a pool takes a share at a time: the others are kept with their views, and said again. */
    private void accuseLeader(ViewState state, Evidence evidence) {
        if (!effects.accuse(evidence) && crowdedOut < CROWDED_OUT) {
            crowdedOut++;
            state.keepAgainstLeader(evidence);
        }
    }

    private void tellAhead(EpochState epoch) {
        for (ViewState state : List.copyOf(epoch.undecided())) {
            if (isAhead(epoch, state)) {
                faultsAhead |= state.hasFaultsAhead();
            } else if (state.takeFaultsAhead()) {
                state.tally().evidence().forEach(effects::accuse);
                state.takeAgainstLeader().ifPresent(evidence -> accuseLeader(state, evidence));
            }
        }
    }

    /** A leader's notarize and the block, as it was checked, that it is for. */
    void onProposal(EpochState epoch, ViewState state, Vote vote, CheckedBlock block) {
        block.against(vote).filter(evidence -> state.condemnLeader()).ifPresent(evidence -> {
            if (isAhead(epoch, state)) {
                // A proposal comes once: who sends it before the others are in its view must not get away with it.
                state.keepAgainstLeader(evidence);
                recordAhead(state);
            } else {
                accuseLeader(state, evidence);
            }
        });
    }

    private void report(EpochState epoch, ViewState state, Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes
                && votes.first().subject().kind() == VoteKind.NOTARIZE
                && votes.validator().equals(epoch.leader(state.view()))) {
            state.recordLeaderEquivocated();
        }
        if (isAhead(epoch, state)) {
            // validators.md: nodes pool evidence of future rounds for nobody
            recordAhead(state);
        } else {
            effects.accuse(evidence);
        }
    }
}
