package io.quorate.protocol.evidence;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;

/**
 * What is punished once, whoever proves it and however: an equivocation in an epoch, an invalid proposal in a round. See
 * validators.md, Faults and penalties.
 */
public record Offence(Epoch epoch, ValidatorIndex validator, Misbehaviour misbehaviour, View view) {
    /** The one that evidence proves. */
    public static Offence of(Evidence evidence) {
        View view = switch (evidence.misbehaviour()) {
            case EQUIVOCATION -> View.ZERO;
            case INVALID_PROPOSAL -> evidence.round().view();
        };
        return new Offence(evidence.round().epoch(), evidence.validator(), evidence.misbehaviour(), view);
    }

    /** Whether both are the same kind of fault of one validator in one epoch. */
    boolean isOfSameKind(Offence other) {
        return epoch.equals(other.epoch) && validator.equals(other.validator) && misbehaviour == other.misbehaviour;
    }
}
