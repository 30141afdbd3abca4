package io.quorate.node.bench;

/**
 * When each transaction of an open loop is meant to be sent. The first at the start; the rate rises evenly for a while,
 * for a network that is cold builds up a queue that tells nothing of it once it is warm, and stays the same from then on.
 *
 * @param start in nanoseconds of the timeline
 * @param rise how long the rate rises from nothing, in nanoseconds
 * @param perSecond transactions a second after that
 */
record Schedule(long start, long rise, double perSecond) {
    private static final double NANOS_A_SECOND = 1e9;

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is not positive, or the rise is negative
     */
    Schedule {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate is positive, not " + perSecond);
        }
        if (rise < 0) {
            throw new IllegalArgumentException("a rise takes some time, not " + rise);
        }
    }

    /** When transaction {@code index}, from 0, is meant to be sent. */
    long intended(long index) {
        double interval = NANOS_A_SECOND / perSecond;
        double rising = rise / interval / 2;
        return start
                + Math.round(index < rising ? Math.sqrt(2 * interval * rise * index) : rise / 2.0 + index * interval);
    }

    /** How many are meant to be sent until {@code now}, itself included. */
    long dueBy(long now) {
        if (now < start) {
            return 0;
        }
        double passed = now - start;
        double interval = NANOS_A_SECOND / perSecond;
        long count =
                (long) (passed < rise ? passed * passed / rise / interval / 2 : (passed - rise / 2.0) / interval) + 1;
        while (intended(count) <= now) {
            count++;
        }
        while (intended(count - 1) > now) {
            count--;
        }
        return count;
    }
}
