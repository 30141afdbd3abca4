package io.quorate.node.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that are held for clients: what came and is not dealt with, and answers that are not written, of all connections
 * together. Each share has a little that counts for nothing, so that short calls are served while long ones fill the rest.
 * Thread-safe.
 */
public final class ByteBudget {
    private final long most;
    private final AtomicLong held = new AtomicLong();

    /**
     * An empty one.
     *
     * @param most how many bytes may be held at a time, beyond what is free
     * @throws IllegalArgumentException if that is negative
     */
    public ByteBudget(long most) {
        if (most < 0) {
            throw new IllegalArgumentException("a budget has at least 0 bytes");
        }
        this.most = most;
    }

    /** Bytes that are held now, beyond what is free. */
    public long held() {
        return held.get();
    }

    /**
     * A share, of which nothing is taken.
     *
     * @param free the bytes of it that count for nothing
     */
    public Share share(int free) {
        return new Share(free);
    }

    /** What is held for one purpose; given back when it is closed. Thread-safe. */
    public final class Share implements AutoCloseable {
        private final long free;
        private long taken;
        private boolean closed;

        private Share(long free) {
            this.free = free;
        }

        /** Takes so many more; false, and takes none, if there are not so many, or it is closed. */
        public synchronized boolean take(long bytes) {
            if (closed) {
                return false;
            }
            long more = charged(taken + bytes) - charged(taken);
            if (held.addAndGet(more) > most && more > 0) {
                held.addAndGet(-more);
                return false;
            }
            taken += bytes;
            return true;
        }

        /** Gives so many back, or all that were taken if they are fewer. */
        public synchronized void give(long bytes) {
            long less = Math.min(bytes, taken);
            held.addAndGet(charged(taken - less) - charged(taken));
            taken -= less;
        }

        private long charged(long bytes) {
            return Math.max(0, bytes - free);
        }

        @Override
        public synchronized void close() {
            give(taken);
            closed = true;
        }
    }
}
