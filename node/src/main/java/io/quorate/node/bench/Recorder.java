package io.quorate.node.bench;

import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Counts what becomes of transactions. Two things are measured over the same time, from the end of the warm-up to the
 * stop: the latency of those meant to be sent in it, whenever they became final, and how many became final in it,
 * whenever they were sent. Failures count all along. Not thread-safe.
 */
final class Recorder {
    /** The kinds of errors that are told apart; those beyond are {@link #OTHER}. */
    static final int MAX_KINDS = 64;

    static final String OTHER = "OTHER";

    private static final int DIGITS = 3;
    private static final long NANOS_A_MICRO = 1_000;
    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final Histogram micros = new Histogram(1, LONGEST_MICROS, DIGITS);
    private final SortedMap<String, Long> errors = new TreeMap<>();
    private final long from;
    private long until = Long.MAX_VALUE;
    private long sent;
    private long ended;
    private long finals;
    private long finalsInTime;
    private long lastFinal;
    private long longestGap;

    /**
     * Begins to count.
     *
     * @param from the end of the warm-up, in nanoseconds of the timeline
     */
    Recorder(long from) {
        this.from = from;
        this.lastFinal = from;
    }

    void sent(int count) {
        sent += count;
    }

    /** One ended that was meant to be sent at {@code intended}. */
    void ended(long intended, long now, Outcome outcome) {
        ended++;
        if (outcome instanceof Outcome.Failed failed) {
            boolean full = errors.size() >= MAX_KINDS && !errors.containsKey(failed.kind());
            errors.merge(full ? OTHER : failed.kind(), 1L, Long::sum);
            return;
        }
        finals++;
        if (now >= from && now <= until) {
            finalsInTime++;
            longestGap = Math.max(longestGap, now - lastFinal);
            lastFinal = now;
        }
        if (intended >= from && intended <= until) {
            micros.recordValue(Math.min(LONGEST_MICROS, Math.max(0, now - intended) / NANOS_A_MICRO));
        }
    }

    /** The time of measuring is over; what is under way may still end. */
    void stop(long now) {
        until = Math.max(from, Math.min(until, now));
    }

    /** How many were sent and have not ended. */
    long pending() {
        return sent - ended;
    }

    /** How many became final in the time measured so far. */
    long finalsInTime() {
        return finalsInTime;
    }

    /** The result, at this time or, if it is over, of the whole time. */
    Measurement result(long now, long unsent) {
        long end = Math.max(from, Math.min(now, until));
        return new Measurement(
                end - from,
                Math.max(longestGap, end - lastFinal),
                new Measurement.Counts(sent, finals, finalsInTime, pending(), unsent),
                Measurement.Latency.of(micros),
                new TreeMap<>(errors));
    }
}
