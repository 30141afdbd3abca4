package io.quorate.ledger.decisions;

/** What a vote weighs; read when the decision opens. The codes are stored and never change. */
public enum Weighting {
    /** Each vote weighs 1. */
    EQUAL(1),
    /** The instance's weight: the stake of its key's account, or what genesis grants the key, or 1. */
    STAKE(2),
    /** The effective weight of the validator whose account registered the instance; 0 if there is none. */
    EFFECTIVE(3);

    private final int code;

    Weighting(int code) {
        this.code = code;
    }

    /** What stands for it in records and operations. */
    public int code() {
        return code;
    }

    /**
     * The one that a code stands for.
     *
     * @throws IllegalArgumentException if none does
     */
    public static Weighting of(int code) {
        for (Weighting weighting : values()) {
            if (weighting.code == code) {
                return weighting;
            }
        }
        throw new IllegalArgumentException("no weighting has the code " + code);
    }
}
