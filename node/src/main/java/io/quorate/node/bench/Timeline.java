package io.quorate.node.bench;

/** The time of the one thread that loads live on, and its timers. */
interface Timeline {
    /** Nanoseconds since some fixed moment; never goes back. */
    long nanos();

    /** Runs a task on this thread at that time, or at once after the current task if it is past. */
    void at(long nanos, Runnable task);
}
