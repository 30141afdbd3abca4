package io.quorate.protocol.types;

/** The three votes; a quorum of one is a notarization, a nullification, a finalization. */
public enum VoteKind {
    /** "This block is valid and the first I saw of this view." */
    NOTARIZE(1, "notarize", "notarization"),
    /** "Skip this view." */
    NULLIFY(2, "nullify", "nullification"),
    /** "I saw this block notarized, and did not nullify its view." */
    FINALIZE(3, "finalize", "finalization");

    private final int code;
    private final String verb;
    private final String noun;

    VoteKind(int code, String verb, String noun) {
        this.code = code;
        this.verb = verb;
        this.noun = noun;
    }

    /** The number that is signed and travels. */
    public int code() {
        return code;
    }

    /** The vote's name: "notarize". */
    public String verb() {
        return verb;
    }

    /** The certificate's name: "notarization". */
    public String noun() {
        return noun;
    }

    /**
     * The kind with a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static VoteKind ofCode(int code) {
        for (VoteKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no vote kind " + code);
    }
}
