package io.quorate.node.bench;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a run measured.
 *
 * @param nanos how long it measured
 * @param gapNanos the longest time of it in which nothing became final
 * @param errors how many failed, by kind
 */
record Measurement(long nanos, long gapNanos, Counts counts, Latency latency, SortedMap<String, Long> errors) {
    /** Keeps the errors from changing. */
    Measurement {
        errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
    }

    /**
     * Numbers of transactions.
     *
     * @param sent all, the warm-up's included
     * @param finals of these, those that became final and succeeded
     * @param finalsInTime of these, those that became final while it measured
     * @param pending sent, but neither final nor failed at the end
     * @param unsent due, but never sent: no connection was free
     */
    record Counts(long sent, long finals, long finalsInTime, long pending, long unsent) {}

    /**
     * Times from the intended sending to the answer that it is final, in milliseconds; all 0 if there is none.
     *
     * @param count how many they are of
     */
    record Latency(long count, double mean, double p50, double p90, double p99, double p999, double max) {
        private static final double MICROS_A_MILLI = 1_000.0;

        static Latency of(Histogram micros) {
            return new Latency(
                    micros.getTotalCount(),
                    micros.getTotalCount() == 0 ? 0 : micros.getMean() / MICROS_A_MILLI,
                    at(micros, 50),
                    at(micros, 90),
                    at(micros, 99),
                    at(micros, 99.9),
                    micros.getMaxValue() / MICROS_A_MILLI);
        }

        private static double at(Histogram micros, double percentile) {
            return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / MICROS_A_MILLI;
        }
    }

    /** Transactions that became final a second, over the time measured. */
    double perSecond() {
        return nanos == 0 ? 0 : counts.finalsInTime() * 1e9 / nanos;
    }

    long failed() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
