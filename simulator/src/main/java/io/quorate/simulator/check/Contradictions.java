package io.quorate.simulator.check;

import io.quorate.protocol.consensus.ConsensusConfig;
import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The equivocations that one honest node was shown since it started, told by what was delivered to it and by nothing
 * that it says itself. See consensus.md, Evidence: a vote that contradicts one held is kept, however late it comes. Held
 * is what came within the window of views, in the epoch that the node is in or the one before it; a stop forgets it.
 */
final class Contradictions {
    /** The latest view that it entered in its epoch, and in the one before. */
    private final TreeMap<Epoch, View> entered = new TreeMap<>();

    private final TreeMap<Round, Map<ValidatorIndex, List<Subject>>> held = new TreeMap<>();
    /** Of rounds that it has not entered. validators.md: nodes pool evidence of future rounds for nobody. */
    private final Map<Offence, Round> ahead = new LinkedHashMap<>();

    /** It starts, and has forgotten what it held in memory. */
    void restart() {
        entered.clear();
        held.clear();
        ahead.clear();
    }

    void entered(Round round) {
        entered.put(round.epoch(), round.view());
        if (entered.size() > 2) {
            entered.pollFirstEntry();
        }
        held.headMap(new Round(entered.firstKey(), View.ZERO)).clear();
        long lowest = round.view().number() - 2L * ConsensusConfig.WINDOW;
        if (lowest > 0) {
            held.subMap(new Round(round.epoch(), View.ZERO), new Round(round.epoch(), new View(lowest)))
                    .clear();
        }
    }

    /** Whether a vote of a round that comes now has to be taken in. */
    boolean mustHear(Round round) {
        View latest = entered.get(round.epoch());
        return latest != null && Math.abs(round.view().number() - latest.number()) < ConsensusConfig.WINDOW;
    }

    /** Whether it is in the epoch of a round. */
    boolean isIn(Epoch epoch) {
        return !entered.isEmpty() && entered.lastKey().equals(epoch);
    }

    boolean holds(Subject subject, ValidatorIndex validator) {
        return of(subject.round(), validator).contains(subject);
    }

    /** It took in what a validator signed; gives what that contradicts, if something. */
    List<Subject> heard(Subject subject, ValidatorIndex validator) {
        List<Subject> before = of(subject.round(), validator);
        List<Subject> contradicted =
                before.stream().filter(other -> contradict(other, subject)).toList();
        if (!before.contains(subject)) {
            held.computeIfAbsent(subject.round(), unknown -> new TreeMap<>())
                    .computeIfAbsent(validator, unknown -> new ArrayList<>())
                    .add(subject);
        }
        if (!contradicted.isEmpty()) {
            Offence offence = new Offence(subject.round().epoch(), validator, Misbehaviour.EQUIVOCATION, View.ZERO);
            ahead.merge(offence, subject.round(), (one, other) -> one.isAfter(other) ? other : one);
        }
        return contradicted;
    }

    /** A step is over: the offences of rounds that it has entered, or left behind, by now. */
    List<Offence> ripe() {
        if (ahead.isEmpty() || entered.isEmpty()) {
            return List.of();
        }
        Round latest = new Round(entered.lastKey(), entered.lastEntry().getValue());
        List<Offence> ripe = ahead.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(latest))
                .map(Map.Entry::getKey)
                .toList();
        ripe.forEach(ahead::remove);
        return ripe;
    }

    private List<Subject> of(Round round, ValidatorIndex validator) {
        return held.getOrDefault(round, Collections.emptyMap()).getOrDefault(validator, List.of());
    }

    /** The pairs of the table in consensus.md, Evidence, by themselves and not by the code that is watched. */
    private static boolean contradict(Subject one, Subject other) {
        boolean same = one.kind() == other.kind() && one.kind() != VoteKind.NULLIFY;
        boolean nullifyAndFinalize =
                one.kind() != other.kind() && one.kind() != VoteKind.NOTARIZE && other.kind() != VoteKind.NOTARIZE;
        return !one.equals(other) && (same || nullifyAndFinalize);
    }
}
