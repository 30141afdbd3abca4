package io.quorate.ledger.decisions;

/** What makes a result. The codes are stored and never change. */
public enum Quorum {
    /** More than half of the instances have voted: the value with the most weight wins. */
    MAJORITY(1),
    /** Two thirds of the electorate's weight stand behind one value: it wins. */
    SUPERMAJORITY(2);

    private final int code;

    Quorum(int code) {
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
    public static Quorum of(int code) {
        for (Quorum quorum : values()) {
            if (quorum.code == code) {
                return quorum;
            }
        }
        throw new IllegalArgumentException("no quorum has the code " + code);
    }
}
