package io.quorate.protocol.mempool;

/** What became of a transaction that was given to a mempool. */
public sealed interface Admission {
    /** It is in, as the newest. */
    record Added() implements Admission {}

    /** One with its id was in before; nothing changed. */
    record Known() implements Admission {}

    /** It is not in: a stable code, and words for people. */
    record Refused(String code, String message) implements Admission {
        /** The code when there is no room for anybody. */
        public static final String MEMPOOL_FULL = "MEMPOOL_FULL";

        /** The code when its sender has used up its share. */
        public static final String SENDER_SHARE = "SENDER_SHARE";
    }
}
