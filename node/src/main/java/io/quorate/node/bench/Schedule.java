package io.quorate.node.bench;

/**
 * When each transaction of an open loop is meant to be sent: evenly, the first at the start.
 *
 * @param start in nanoseconds of the timeline
 * @param perSecond transactions a second
 */
record Schedule(long start, double perSecond) {
    private static final double NANOS_A_SECOND = 1e9;

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    Schedule {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new IllegalArgumentException("a rate is positive, not " + perSecond);
        }
    }

    /** When transaction {@code index}, from 0, is meant to be sent. */
    long intended(long index) {
        return start + Math.round(index * (NANOS_A_SECOND / perSecond));
    }

    /** How many are meant to be sent until {@code now}, itself included. */
    long dueBy(long now) {
        if (now < start) {
            return 0;
        }
        long count = (long) ((now - start) * (perSecond / NANOS_A_SECOND)) + 1;
        while (intended(count) <= now) {
            count++;
        }
        while (intended(count - 1) > now) {
            count--;
        }
        return count;
    }
}
