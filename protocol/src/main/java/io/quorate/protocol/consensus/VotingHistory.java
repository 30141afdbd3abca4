package io.quorate.protocol.consensus;

import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this validator signed, and the last word on what it may still sign: the small class that all safety of one's own
 * signatures rests on. It is rebuilt from the signing journal at each start. See consensus.md, Persist before send.
 */
public final class VotingHistory {
    private final TreeMap<Subject, Vote> signed = new TreeMap<>();
    private Round floor = Round.GENESIS;

    /**
     * Why signing this subject must be refused, if so:
     *
     * <ol>
     *   <li>its round is at or below the floor;
     *   <li>it forms a pair of the evidence table with something signed;
     *   <li>it is a notarize after a nullify of the same round.
     * </ol>
     */
    public Optional<String> refuse(Subject subject) {
        if (!subject.round().isAfter(floor)) {
            return Optional.of("round " + subject.round() + " is not above the floor " + floor);
        }
        for (Subject held : ofRound(subject.round())) {
            if (held.contradicts(subject)) {
                return Optional.of("it contradicts the " + held + " signed before");
            }
            if (held.kind() == VoteKind.NULLIFY && subject.kind() == VoteKind.NOTARIZE) {
                return Optional.of("round " + subject.round() + " was nullified before");
            }
        }
        return Optional.empty();
    }

    /** Remembers what was signed. */
    public void record(Vote vote) {
        signed.put(vote.subject(), vote);
    }

    /** What was signed for a subject: the same signature is sent again, never a new one made. */
    public Optional<Vote> find(Subject subject) {
        return Optional.ofNullable(signed.get(subject));
    }

    /** All votes above the floor, in the order of their rounds. */
    public Collection<Vote> votes() {
        return List.copyOf(signed.values());
    }

    /** Raises the floor: nothing is signed at or below it any more, and what was is forgotten. Never lowers it. */
    public void raiseFloor(Round round) {
        if (round.isAfter(floor)) {
            floor = round;
            while (!signed.isEmpty() && !signed.firstKey().round().isAfter(floor)) {
                signed.pollFirstEntry();
            }
        }
    }

    /** The floor. */
    public Round floor() {
        return floor;
    }

    private List<Subject> ofRound(Round round) {
        // A nullify is not the least subject of its round, but every subject of a round lies between two rounds.
        List<Subject> subjects = new ArrayList<>();
        for (Subject subject : signed.descendingKeySet()) {
            if (round.isAfter(subject.round())) {
                break;
            }
            if (subject.round().equals(round)) {
                subjects.add(subject);
            }
        }
        return subjects;
    }
}
