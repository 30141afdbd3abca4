package io.quorate.node.rpc;

import io.quorate.node.http.ByteBudget;

/** Who calls by one body, as far as methods need to know. */
public interface Caller {
    /** Whether unsafe methods may be run for this caller. */
    boolean trusted();

    /** The longest answer, a whole batch's or a single one's, that is held for this caller, in bytes. */
    int maxAnswerBytes();

    /**
     * Holds so many bytes of an answer until the whole is sent; false if there is no room for them.
     *
     * <p>Thread-safe.
     */
    boolean hold(int bytes);

    /**
     * A caller by HTTP, for one body.
     *
     * @param share what its answers are held in
     */
    static Caller byHttp(boolean trusted, ByteBudget.Share share) {
        return new Http(trusted, share);
    }

    /** A caller that gets its answer with the response, and nothing after it. */
    record Http(boolean trusted, ByteBudget.Share share) implements Caller {
        private static final int MAX_ANSWER = 16 << 20;

        @Override
        public int maxAnswerBytes() {
            return MAX_ANSWER;
        }

        @Override
        public boolean hold(int bytes) {
            return share.take(bytes);
        }
    }
}
