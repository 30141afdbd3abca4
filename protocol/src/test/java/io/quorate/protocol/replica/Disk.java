package io.quorate.protocol.replica;

/** Counts the calls to a node's disk, and lets the node crash at one of them. */
final class Disk {
    private long calls;
    private long crashAt = -1;

    /** The node is gone, in the middle of whatever it did. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Crashes once at a point: point {@code 2k} lies before call {@code k}, point {@code 2k + 1} after it. */
    void crashAt(long point) {
        crashAt = point;
    }

    /** How many points were passed. */
    long points() {
        return 2 * calls;
    }

    void perform(Runnable call) {
        long point = 2 * calls++;
        check(point);
        call.run();
        check(point + 1);
    }

    private void check(long point) {
        if (point == crashAt) {
            crashAt = -1;
            throw new Crash();
        }
    }
}
