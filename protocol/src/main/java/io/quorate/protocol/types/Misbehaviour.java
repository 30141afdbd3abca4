package io.quorate.protocol.types;

/** What evidence proves of a validator. See validators.md, Faults and penalties. */
public enum Misbehaviour {
    /** It signed two messages that contradict each other. */
    EQUIVOCATION("Equivocation"),
    /** It signed a proposal that no validator's state is needed to find invalid. */
    INVALID_PROPOSAL("InvalidProposal");

    private final String label;

    Misbehaviour(String label) {
        this.label = label;
    }

    /** Its name in metrics, logs and answers. */
    public String label() {
        return label;
    }
}
