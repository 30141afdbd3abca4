package io.quorate.simulator.cluster;

import io.quorate.protocol.replica.Replica;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import io.quorate.simulator.disk.SimulatedJournal;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether one node says again what it must: its votes when it starts, and what it knows when nothing becomes final.
 * Statuses make up for either, so that a run alone would hardly show that one is missing.
 */
final class Repeats {
    /** consensus.md, Standstill: after 10 s; and one second more, in which its turn has come. */
    private static final long STILL_MICROS = 11_000_000;

    private static final long SECOND_MICROS = 1_000_000;

    private final SimulatedJournal journal;
    private final Set<Subject> votes = new LinkedHashSet<>();
    private boolean starting;
    private Round finalized = Round.GENESIS;
    private long finalizedAt;
    private long certifiedAt;

    Repeats(SimulatedJournal journal) {
        this.journal = journal;
    }

    /** It starts. */
    void begin(long now) {
        votes.clear();
        starting = true;
        finalizedAt = now;
    }

    /** It sends something. */
    void said(Message message, long now) {
        if (starting && message instanceof Message.CastVote cast) {
            votes.add(cast.vote().subject());
        }
        if (message instanceof Message.Certify certify && certify.certificate().kind() == VoteKind.FINALIZE) {
            certifiedAt = now;
        }
    }

    /** It has started: a vote that it did not send, though it is on its disk and about what is undecided. */
    Optional<String> missing(Round decided) {
        // consensus.md, Persist before send: sends stored signatures again
        starting = false;
        return journal.votes().stream()
                .filter(subject -> subject.round().epoch().equals(decided.epoch())
                        && subject.round().isAfter(decided)
                        && !votes.contains(subject))
                .map(Subject::toString)
                .findFirst();
    }

    /** Its tick came: what it should have sent by now and did not. */
    Optional<String> onTick(Replica replica, long now) {
        if (now - finalizedAt <= STILL_MICROS) {
            return Optional.empty();
        }
        ReplicaSnapshot snapshot = replica.snapshot();
        if (!snapshot.finalizedRound().equals(finalized)) {
            finalized = snapshot.finalizedRound();
            finalizedAt = now;
        }
        boolean due = now - finalizedAt > STILL_MICROS
                && snapshot.finalizedRound().view().number() > 0;
        return due && now - certifiedAt > SECOND_MICROS ? Optional.of("its highest finalization") : Optional.empty();
    }
}
