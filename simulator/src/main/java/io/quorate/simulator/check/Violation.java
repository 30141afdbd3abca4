package io.quorate.simulator.check;

/** An invariant does not hold; the run ends with it. */
public final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Invariant invariant;

    /** Of an invariant, with what was seen. */
    public Violation(Invariant invariant, String seen) {
        super(seen);
        this.invariant = invariant;
    }

    /** Of an invariant, with what was seen and what was thrown. */
    public Violation(Invariant invariant, String seen, Throwable cause) {
        super(seen, cause);
        this.invariant = invariant;
    }

    /** Which. */
    public Invariant invariant() {
        return invariant;
    }
}
