package io.quorate.node.bench;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes only when a test lets it. */
final class VirtualTimeline implements Timeline {
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000 * MILLI;

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::nanos).thenComparingLong(Task::number));
    private long now = 5 * SECOND;
    private long number;

    private record Task(long nanos, long number, Runnable task) {}

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void at(long nanos, Runnable task) {
        tasks.add(new Task(Math.max(now, nanos), number++, task));
    }

    /** Runs all that is due until {@code nanos} from now, and stands there. */
    void pass(long nanos) {
        long end = now + nanos;
        while (!tasks.isEmpty() && tasks.element().nanos() <= end) {
            Task next = tasks.remove();
            now = next.nanos();
            next.task().run();
        }
        now = end;
    }
}
