package io.quorate.node.e2e;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Waits for what a process does, by asking again and again. Patience is counted in questions: a machine that stands
 * still for a minute, and this process with it, has used up none.
 */
final class Await {
    private static final long PAUSE_MS = 20;
    private static final int QUESTIONS = 6_000;

    private Await() {}

    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** Returns when it holds; fails after two minutes or more with what was waited for and what there is to know. */
    static void until(String what, Supplier<String> known, Condition condition) throws InterruptedException {
        for (int asked = 0; !condition.holds(); asked++) {
            if (asked == QUESTIONS) {
                throw new AssertionError("waited in vain for " + what + "\n" + known.get());
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }
}
