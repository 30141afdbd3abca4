package io.quorate.simulator.check;

import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.VoteKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one validator is known to have signed in its latest rounds. */
final class Signed {
    private static final int ROUNDS = 8_192;

    private final TreeMap<Round, Map<VoteKind, Subject>> rounds = new TreeMap<>();

    /** Takes note of a signed subject; gives the one it contradicts, if there is one. */
    Optional<Subject> add(Subject subject) {
        Map<VoteKind, Subject> round =
                rounds.computeIfAbsent(subject.round(), unknown -> new EnumMap<>(VoteKind.class));
        Subject same = round.putIfAbsent(subject.kind(), subject);
        if (same != null) {
            return same.equals(subject) ? Optional.empty() : Optional.of(same);
        }
        if (rounds.size() > ROUNDS) {
            rounds.pollFirstEntry();
        }
        // consensus.md, Evidence: nullify and finalize of one round
        return switch (subject.kind()) {
            // consensus.md, Notarize: no pair of the table, and yet never sent after a nullify
            case NOTARIZE -> Optional.ofNullable(round.get(VoteKind.NULLIFY));
            case NULLIFY -> Optional.ofNullable(round.get(VoteKind.FINALIZE));
            case FINALIZE -> Optional.ofNullable(round.get(VoteKind.NULLIFY));
        };
    }
}
