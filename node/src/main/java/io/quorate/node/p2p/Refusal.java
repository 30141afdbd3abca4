package io.quorate.node.p2p;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Why a side ends a greeting; sent to the other, so that both can say it. */
record Refusal(Cause cause, String reason) {
    private static final int MAX_REASON = 200;
    static final int MAX_BYTES = 1 + MAX_REASON + 3;

    /** What to do about it depends on the cause, never on the words. */
    enum Cause {
        /** Another protocol version. */
        VERSION(1),
        /** Another genesis: a matter for the operator. */
        CHAIN(2),
        /** No slot is free. */
        FULL(3),
        /** Banned for a time. */
        BANNED(4),
        /** There is a connection already, and it is the one to keep. */
        DUPLICATE(5),
        /** Anything else that the hello lacks. */
        OTHER(6);

        private final int code;

        Cause(int code) {
            this.code = code;
        }

        private static Cause ofCode(int code) {
            for (Cause cause : values()) {
                if (cause.code == code) {
                    return cause;
                }
            }
            return OTHER; // a newer peer may know more causes
        }

        /** Whether trying again soon is pointless. */
        boolean lasting() {
            return switch (this) {
                case VERSION, CHAIN -> true;
                case FULL, BANNED, DUPLICATE, OTHER -> false;
            };
        }
    }

    Refusal {
        reason = Text.printable(reason, MAX_REASON);
    }

    byte[] encode() {
        byte[] text = reason.getBytes(StandardCharsets.US_ASCII);
        byte[] bytes = new byte[1 + text.length];
        bytes[0] = (byte) cause.code;
        System.arraycopy(text, 0, bytes, 1, text.length);
        return bytes;
    }

    static Refusal decode(byte[] bytes) {
        if (bytes.length == 0) {
            return new Refusal(Cause.OTHER, "no reason given");
        }
        return new Refusal(
                Cause.ofCode(bytes[0]),
                new String(Arrays.copyOfRange(bytes, 1, bytes.length), StandardCharsets.ISO_8859_1));
    }
}
