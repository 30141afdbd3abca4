package io.quorate.node.p2p;

/** What a frame is: the byte after its length. */
enum FrameKind {
    /** {@link Hello}; the first of each side. */
    HELLO(1),
    /** "Your hello is good"; empty. */
    ACCEPT(2),
    /** "No", with the {@link Refusal}; the last frame of its sender. */
    REFUSE(3),
    /** Shows life; empty. */
    PING(4),
    /** Signed peer records. */
    PEERS(5),
    /** A whole message of {@link Lane#VOTES}. */
    MESSAGE(6),
    /** A message's first chunk: lane 1, length of the whole 4, bytes. */
    BEGIN(7),
    /** Its next chunk: lane 1, bytes. */
    MORE(8);

    private final int code;

    FrameKind(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** Whether a peer whose hello is not accepted yet may send it. */
    boolean greets() {
        return this == HELLO || this == ACCEPT || this == REFUSE;
    }

    /**
     * The kind with a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    static FrameKind ofCode(int code) {
        for (FrameKind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no frame kind " + code);
    }
}
