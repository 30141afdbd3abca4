package io.quorate.simulator.time;

import java.util.Arrays;

/**
 * Events in the order of their times, and of their coming where two have one time: a binary heap over arrays. Time is in
 * microseconds from the run's start. Not thread-safe.
 */
public final class EventQueue {
    private long[] times = new long[1_024];
    private long[] orders = new long[1_024];
    private Runnable[] actions = new Runnable[1_024];
    private int size;
    private long order;
    private long now;

    /** The time of the event that runs, in microseconds. */
    public long now() {
        return now;
    }

    /** How many events wait. */
    public int size() {
        return size;
    }

    /** Lets something happen after a delay in microseconds; at once means after what is due now. */
    public void after(long micros, Runnable action) {
        at(now + Math.max(0, micros), action);
    }

    /** Lets something happen at a time in microseconds, or now if that is past. */
    public void at(long micros, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            orders = Arrays.copyOf(orders, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
        }
        rise(size++, Math.max(now, micros), order++, action);
    }

    /** The time of the next event; the end of time if there is none. */
    public long next() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /** Whether nothing is left to happen. */
    public boolean isEmpty() {
        return size == 0;
    }

    /**
     * Lets the next event happen.
     *
     * @throws IllegalStateException if there is none
     */
    public void step() {
        if (size == 0) {
            throw new IllegalStateException("nothing is left to happen");
        }
        now = times[0];
        Runnable action = actions[0];
        size--;
        sink(times[size], orders[size], actions[size]);
        // The slot behind the last keeps an event alive until it is written again.
        actions[size] = EventQueue::nothing;
        action.run();
    }

    private static void nothing() {}

    private void rise(int from, long time, long rank, Runnable action) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!isBefore(time, rank, parent)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, time, rank, action);
    }

    private void sink(long time, long rank, Runnable action) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(times[child + 1], orders[child + 1], child)) {
                child++;
            }
            if (isBefore(time, rank, child)) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, time, rank, action);
    }

    private boolean isBefore(long time, long rank, int other) {
        return time != times[other] ? time < times[other] : rank < orders[other];
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        actions[to] = actions[from];
    }

    private void put(int at, long time, long rank, Runnable action) {
        times[at] = time;
        orders[at] = rank;
        actions[at] = action;
    }
}
