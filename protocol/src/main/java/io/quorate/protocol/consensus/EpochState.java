package io.quorate.protocol.consensus;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One epoch as this replica sees it: its set, its schedule, and what is known of its views. */
final class EpochState {
    private final EpochStart start;
    private final Duration duration;
    private final Optional<ValidatorIndex> self;
    private final LeaderSchedule schedule;
    private final TreeMap<View, ViewState> views = new TreeMap<>();
    private View current = View.ZERO;
    private View finalized = View.ZERO;

    EpochState(EpochStart start, Duration duration, Optional<PublicKey> key) {
        this.start = start;
        this.duration = duration;
        this.self = key.flatMap(start.set()::indexOf);
        this.schedule = LeaderSchedule.of(
                start.block().hash(),
                start.set().validators().stream().map(Validator::leaderWeight).toList());
    }

    EpochStart start() {
        return start;
    }

    Epoch epoch() {
        return start.epoch();
    }

    ValidatorSet set() {
        return start.set();
    }

    Optional<ValidatorIndex> self() {
        return self;
    }

    ValidatorIndex leader(View view) {
        return schedule.leader(view);
    }

    boolean leads(View view) {
        return self.isPresent() && self.get().equals(leader(view));
    }

    View current() {
        return current;
    }

    Round round() {
        return new Round(epoch(), current);
    }

    Round round(View view) {
        return new Round(epoch(), view);
    }

    void enter(View view) {
        current = view;
    }

    /** The view of the highest finalization applied; 0 at the epoch's start. */
    View finalized() {
        return finalized;
    }

    /** Moves finality on, and forgets the views that nothing can need any more. */
    void finalize(View view) {
        finalized = view;
        // What lies below a finalization is kept for a window, so that late votes are told from missing ones.
        View keep = view.number() > ConsensusConfig.WINDOW ? view.plus(-ConsensusConfig.WINDOW) : View.ZERO;
        views.headMap(keep, false).clear();
    }

    /** Whether votes and proposals of a view are admitted. See consensus.md, Windows. */
    boolean admits(View view) {
        return keeps(view) && Math.abs(view.number() - current.number()) <= ConsensusConfig.WINDOW;
    }

    /** Whether what was signed in a view is still compared: all above finality, and a window below it. */
    boolean keeps(View view) {
        return view.number() >= 1 && view.number() > finalized.number() - ConsensusConfig.WINDOW;
    }

    ViewState view(View view) {
        return views.computeIfAbsent(view, v -> new ViewState(v, set()));
    }

    Optional<ViewState> known(View view) {
        return Optional.ofNullable(views.get(view));
    }

    /** The views above the highest finalization of which something is known, lowest first. */
    Collection<ViewState> undecided() {
        return views.tailMap(finalized, false).values();
    }

    /** The undecided views whose votes and proposals are admitted, lowest first. */
    Collection<ViewState> open() {
        return undecided().stream().filter(state -> admits(state.view())).toList();
    }

    /** The known views from one on, lowest first. */
    Collection<ViewState> from(View view) {
        return views.tailMap(view, true).values();
    }

    boolean isNullified(View view) {
        return known(view).map(ViewState::isNullified).orElse(false);
    }

    /** The block that is notarized or finalized in a view, as far as this replica holds the certificate. */
    Optional<BlockId> certifiedBlock(View view) {
        if (view.number() == 0) {
            // consensus.md, Propose: view 0 stands for the last block of the epoch before
            return Optional.of(start.block());
        }
        return known(view)
                .flatMap(ViewState::blockCertificate)
                .map(certificate -> certificate.subject().block());
    }

    /** The highest view strictly between two that lacks a nullification. */
    Optional<View> missingNullification(View parent, View child) {
        for (View view = child.plus(-1); view.isAfter(parent); view = view.plus(-1)) {
            if (!isNullified(view)) {
                return Optional.of(view);
            }
        }
        return Optional.empty();
    }

    /** Whether a header is that of the epoch's last block. See consensus.md, Epochs. */
    boolean isLast(BlockHeader header) {
        return header.epoch().equals(epoch()) && isLastAt(header.time());
    }

    /** Whether a block of this epoch with this time is its last. */
    boolean isLastAt(BlockTime time) {
        return !start.time().plus(duration).isAfter(time);
    }

    /** The certificates of a view that are held, in the order of their kinds. */
    List<Certificate> certificates(View view) {
        return known(view).stream()
                .flatMap(state -> Arrays.stream(VoteKind.values()).flatMap(kind -> state.certificate(kind).stream()))
                .toList();
    }
}
