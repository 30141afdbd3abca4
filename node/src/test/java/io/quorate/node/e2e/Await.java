package io.quorate.node.e2e;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Waits for what a process does, by asking again and again. */
final class Await {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 20;

    private Await() {}

    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Returns when it holds; fails after two minutes with what was waited for and what there is to know. */
    static void until(String what, Supplier<String> known, Condition condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain for " + what + "\n" + known.get());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }
}
