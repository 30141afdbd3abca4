package io.quorate.node.bench;

import java.util.function.Consumer;

/** A bounded number of HTTP connections to one node. All on the timeline's thread. */
interface Line {
    /** Whether a body may be posted now. */
    boolean free();

    /**
     * Posts a body. Call it only if a connection is {@link #free}.
     *
     * @param limitNanos how long the answer may take
     * @param answer hears once what came of it, never before this call has returned; by then the connection is free again
     */
    void post(byte[] body, long limitNanos, Consumer<Reply> answer);

    /** What came of a body. */
    sealed interface Reply {
        /** The node answered with status 200. */
        final class Body implements Reply {
            private final byte[] bytes;

            Body(byte[] bytes) {
                this.bytes = bytes;
            }

            /** The body. Shared: never change it. */
            byte[] bytes() {
                return bytes;
            }
        }

        /** Nothing of use came back. */
        record Lost(String kind) implements Reply {}
    }
}
