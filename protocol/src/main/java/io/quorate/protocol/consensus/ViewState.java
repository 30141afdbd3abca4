package io.quorate.protocol.consensus;

import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Proposal;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Status.VoteHoldings;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.verify.Verdict;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What is known of one view. */
final class ViewState {
    private final View view;
    private final VoteTally tally;
    private final Map<VoteKind, Vote> own = new EnumMap<>(VoteKind.class);
    private final Map<VoteKind, Certificate> certificates = new EnumMap<>(VoteKind.class);
    private final Set<VoteKind> refused = EnumSet.noneOf(VoteKind.class);
    private Optional<Proposal> proposal = Optional.empty();
    private final Map<ValidatorIndex, Map<VoteKind, Unchecked>> unchecked = new TreeMap<>();
    private boolean leaderEquivocated;
    private boolean leaderCondemned;
    private boolean faultsAhead;
    private Optional<Evidence> againstLeader = Optional.empty();
    private boolean invalid;
    private boolean leaderTimedOut;
    private boolean timedOut;

    ViewState(View view, ValidatorSet set) {
        this.view = view;
        this.tally = new VoteTally(set);
    }

    View view() {
        return view;
    }

    VoteTally tally() {
        return tally;
    }

    /** Whether this replica cast a vote of this kind here. */
    boolean sent(VoteKind kind) {
        return own.containsKey(kind);
    }

    /** Whether a vote of this kind may still be cast here: it was not, and its signature was not refused. */
    boolean canSend(VoteKind kind) {
        return !sent(kind) && !refused.contains(kind);
    }

    /** A signature was refused: it is a vote not cast, and not asked for again. */
    void recordRefused(VoteKind kind) {
        refused.add(kind);
    }

    /** What it cast. */
    Map<VoteKind, Vote> own() {
        return own;
    }

    void recordOwn(Vote vote) {
        own.put(vote.subject().kind(), vote);
    }

    /** The first proposal seen from the leader. */
    Optional<Proposal> proposal() {
        return proposal;
    }

    /** Whether one was seen, perhaps before a restart: then its notarize tells. */
    boolean proposalSeen() {
        return proposal.isPresent() || sent(VoteKind.NOTARIZE);
    }

    void recordProposal(Proposal first) {
        proposal = Optional.of(first);
    }

    Optional<Certificate> certificate(VoteKind kind) {
        return Optional.ofNullable(certificates.get(kind));
    }

    boolean isNullified() {
        return certificates.containsKey(VoteKind.NULLIFY);
    }

    /** The notarization or finalization, whichever is held. */
    Optional<Certificate> blockCertificate() {
        return certificate(VoteKind.NOTARIZE).or(() -> certificate(VoteKind.FINALIZE));
    }

    /** Keeps the first certificate of each kind. */
    void recordCertificate(Certificate certificate) {
        certificates.putIfAbsent(certificate.kind(), certificate);
    }

    boolean leaderEquivocated() {
        return leaderEquivocated;
    }

    void recordLeaderEquivocated() {
        leaderEquivocated = true;
    }

    /** Whether this view's leader was found to have proposed what is invalid by itself; said once. */
    boolean condemnLeader() {
        boolean first = !leaderCondemned;
        leaderCondemned = true;
        return first;
    }

    /** A fault was found before this view was entered: it is early to say so. */
    void recordFaultsAhead() {
        faultsAhead = true;
    }

    boolean hasFaultsAhead() {
        return faultsAhead;
    }

    /** Takes the mark back, and says whether it was set. */
    boolean takeFaultsAhead() {
        boolean were = faultsAhead;
        faultsAhead = false;
        return were;
    }

    /** What the leader proposed is invalid by itself, and it is early to say so, or there was no room: it is said later. */
    void keepAgainstLeader(Evidence evidence) {
        againstLeader = Optional.of(evidence);
    }

    /** Takes out what was recorded against the leader. */
    Optional<Evidence> takeAgainstLeader() {
        Optional<Evidence> recorded = againstLeader;
        againstLeader = Optional.empty();
        return recorded;
    }

    /** A vote that came from its author itself and was not checked, since its subject is certified. */
    record Unchecked(Vote vote, Supplier<Verdict<Vote>> check) {}

    /** Keeps one of each validator and kind: a later vote of that validator may contradict it. */
    void remember(Unchecked vote) {
        unchecked
                .computeIfAbsent(vote.vote().validator(), validator -> new EnumMap<>(VoteKind.class))
                .putIfAbsent(vote.vote().subject().kind(), vote);
    }

    /** Takes out a remembered vote that contradicts this one. */
    Optional<Unchecked> takeContradicting(Vote vote) {
        Map<VoteKind, Unchecked> ofValidator = unchecked.get(vote.validator());
        if (ofValidator == null) {
            return Optional.empty();
        }
        Optional<Unchecked> found = ofValidator.values().stream()
                .filter(other -> other.vote().subject().contradicts(vote.subject()))
                .findFirst();
        found.ifPresent(other -> ofValidator.remove(other.vote().subject().kind()));
        return found;
    }

    boolean invalid() {
        return invalid;
    }

    void recordInvalid() {
        invalid = true;
    }

    boolean leaderTimedOut() {
        return leaderTimedOut;
    }

    void recordLeaderTimedOut() {
        leaderTimedOut = true;
    }

    boolean timedOut() {
        return timedOut;
    }

    void recordTimedOut() {
        timedOut = true;
    }

    ViewHoldings holdings(Predicate<BlockId> hasBlock) {
        List<VoteHoldings> votes = tally.holdings();
        return new ViewHoldings(
                view,
                certificates.containsKey(VoteKind.NOTARIZE),
                certificates.containsKey(VoteKind.NULLIFY),
                certificates.containsKey(VoteKind.FINALIZE),
                blockCertificate()
                        .map(certificate -> hasBlock.test(certificate.subject().block()))
                        .orElse(false),
                votes.subList(0, Math.min(ViewHoldings.MAX_VOTES, votes.size())));
    }
}
