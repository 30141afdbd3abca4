package io.quorate.simulator.explore;

import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What of a replica can still make a difference within the bounds, as text: two ways that lead to one text are one life.
 *
 * <p>While it may still propose or notarize, that is all that it signed, holds and saw. Once it can do neither any more,
 * because its last view is past or has its notarize or nullify, it is settled: what is left to say is to nullify that
 * view, and to finalize, on their notarizations, the views that it neither nullified nor finalized and that are not final.
 * One that has said all that it can is the same as any other that said so, whatever it holds.
 */
final class Likeness {
    private final Said said;
    private final Bounds bounds;
    private final Seat seat;
    private final Round round;
    private final long last;

    Likeness(Said said, Bounds bounds, Seat seat) {
        this.said = said;
        this.bounds = bounds;
        this.seat = seat;
        this.round = seat.round();
        this.last = bounds.last(round.epoch().number());
    }

    /**
     * All of it.
     *
     * @param shown what it said
     * @param clocks which timers can still fire
     * @param seen the proposals that arrived
     * @param wanted the blocks that it awaits
     * @param heard the single votes that arrived
     * @param known the leaders' proposals that it knows of
     */
    String text(
            Life.Shown shown, String clocks, List<Integer> seen, Set<BlockId> wanted, List<Input> heard, long known) {
        long ofEpoch = known & said.ofEpoch(round.epoch());
        if (isDone()) {
            return "done " + shown;
        }
        if (isSettled()) {
            return place(clocks) + undecided() + "\n" + shown + "\nheld " + notarizations()
                    + said.ofViews(ofEpoch, undecided());
        }
        return place(clocks) + seat.store.height() + seat.replica().snapshot().finalizedRound() + "\n" + shown
                + "\nsigned " + signed(1) + "\nheld " + held() + "\nblocks " + new TreeSet<>(seat.journal.blocks())
                + seat.replica().snapshot().headId() + "\nsaw " + seen + wanted + (bounds.isVoteByVote() ? heard : "")
                + ofEpoch + accused();
    }

    private String place(String clocks) {
        return round.view().number() > last ? "beyond " : round + " " + clocks + " ";
    }

    /** Whether it said all that it can: then it is left alone, but that it may still die. */
    boolean isDone() {
        return isSettled() && undecided().isEmpty();
    }

    /** Whether it can neither propose nor notarize any more within the bounds. */
    boolean isSettled() {
        if (bounds.detail() != Bounds.Detail.SETTLING
                || bounds.goesOnAfter(round.epoch().number())) {
            return false;
        }
        long view = round.view().number();
        return view > last || (view == last && (isSigned(view, VoteKind.NOTARIZE) || isSigned(view, VoteKind.NULLIFY)));
    }

    private boolean isSigned(long view, VoteKind kind) {
        return signed(view).stream()
                .anyMatch(subject -> subject.kind() == kind && subject.view().number() == view);
    }

    /** The views that it neither nullified nor finalized, and that are not final. */
    private List<Long> undecided() {
        Round finalized = seat.replica().snapshot().finalizedRound();
        return LongStream.rangeClosed(1, last)
                .filter(view -> new Round(round.epoch(), new View(view)).isAfter(finalized))
                .filter(view -> !isSigned(view, VoteKind.NULLIFY) && !isSigned(view, VoteKind.FINALIZE))
                .boxed()
                .toList();
    }

    /** What it signed within the bounds in this epoch, from a view on. */
    private Set<Subject> signed(long from) {
        Set<Subject> signed = new TreeSet<>();
        for (Subject subject : seat.journal.votes()) {
            if (isOfEpoch(subject) && subject.view().number() >= from && bounds.admits(subject.round())) {
                signed.add(subject);
            }
        }
        return signed;
    }

    private boolean isOfEpoch(Subject subject) {
        return subject.round().epoch().equals(round.epoch());
    }

    /** Whom it proved to lie: once it did, it writes no more of it, and so has fewer calls at which it could die. */
    private List<Offence> accused() {
        return bounds.crash() != Bounds.Crash.AT_ANY_CALL
                ? List.of()
                : seat.journal.recover().stream()
                        .filter(SigningJournal.Entry.Accused.class::isInstance)
                        .map(entry -> Offence.of(((SigningJournal.Entry.Accused) entry).evidence()))
                        .toList();
    }

    private List<Subject> held() {
        return seat.journal.certificates().stream().filter(this::isOfEpoch).toList();
    }

    private List<Subject> notarizations() {
        List<Long> undecided = undecided();
        return held().stream()
                .filter(subject -> subject.kind() == VoteKind.NOTARIZE
                        && undecided.contains(subject.view().number()))
                .toList();
    }
}
