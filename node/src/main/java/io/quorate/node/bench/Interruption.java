package io.quorate.node.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C stops the run, not the process: the process ends when what was measured so far is printed, or a few seconds
 * later.
 */
final class Interruption implements AutoCloseable {
    private static final long SECONDS_TO_PRINT = 5;

    private final Stop stop = new Stop();
    private final CountDownLatch printed = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "bench-interrupted");

    private Interruption() {}

    /** Listens from now on until it is closed. */
    static Interruption listen() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    Stop stop() {
        return stop;
    }

    private void interrupted() {
        stop.request();
        try {
            var unused = printed.await(SECONDS_TO_PRINT, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        printed.countDown();
        if (!stop.isRequested()) {
            try {
                var unused = Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending for another reason, and the hook waits for nothing any more.
                stop.request();
            }
        }
    }
}
