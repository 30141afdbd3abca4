package io.quorate.simulator.cluster;

import io.quorate.protocol.evidence.Forensics;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/**
 * What a run gave.
 *
 * @param views views entered in all
 * @param viewsAfterHeal of them after the network healed
 * @param height the finalized height
 * @param heightAtHeal what it was when the network healed
 * @param transactions finalized transactions
 * @param messages messages delivered
 * @param crashes how often a machine stopped
 * @param charges how often a peer was charged with a fault
 * @param answers answers in the key-value history
 * @param accused validators that are proven to have contradicted themselves
 * @param punished validators that the chain has a penalty for
 * @param lost honest nodes that never start again
 * @param virtualMicros how long it took
 * @param violation the invariant that does not hold, if one does not
 * @param forensics after contradicting certificates, what the disks of the honest nodes show together
 * @param fingerprint equal for equal runs
 */
public record Outcome(
        Scenario scenario,
        long views,
        long viewsAfterHeal,
        long height,
        long heightAtHeal,
        long transactions,
        long messages,
        long crashes,
        long charges,
        long answers,
        List<Integer> accused,
        List<Integer> punished,
        List<Integer> lost,
        long virtualMicros,
        Optional<Violation> violation,
        Optional<Forensics.Report> forensics,
        long fingerprint) {
    /** Copies the lists. */
    public Outcome {
        accused = List.copyOf(accused);
        punished = List.copyOf(punished);
        lost = List.copyOf(lost);
    }

    /** Whether every invariant held. */
    public boolean isGood() {
        return violation.isEmpty();
    }
}
