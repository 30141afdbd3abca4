package io.quorate.node.rpc;

/** Who calls, as far as methods need to know. */
public interface Caller {
    /** Whether unsafe methods may be run for this caller. */
    boolean trusted();

    /** The longest answer, a whole batch's or a single one's, that is held for this caller, in bytes. */
    int maxAnswerBytes();

    /** A caller by HTTP. */
    static Caller byHttp(boolean trusted) {
        return new Http(trusted);
    }

    /** A caller that gets its answer with the response, and nothing after it. */
    record Http(boolean trusted) implements Caller {
        private static final int MAX_ANSWER = 16 << 20;

        @Override
        public int maxAnswerBytes() {
            return MAX_ANSWER;
        }
    }
}
