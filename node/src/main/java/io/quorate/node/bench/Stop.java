package io.quorate.node.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends a run early, from any thread. */
final class Stop {
    private final CountDownLatch requested = new CountDownLatch(1);

    void request() {
        requested.countDown();
    }

    boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits so long, or until it is requested; says whether it is. */
    boolean await(long nanos) throws InterruptedException {
        return requested.await(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }
}
