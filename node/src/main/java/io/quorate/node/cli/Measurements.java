package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What load came to: latencies of what was due within the measured time, and what became final within it. */
final class Measurements {
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

    private final LoadPlan plan;
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private final Map<String, Long> errors = new TreeMap<>();
    private long finalsInTime;
    private long sent;

    Measurements(LoadPlan plan) {
        this.plan = plan;
    }

    /**
     * One transaction has ended.
     *
     * @param due when it was to be sent, in nanoseconds since the load began
     * @param ended when its outcome was known
     * @param outcome empty if it is final, else the kind of error
     */
    synchronized void record(long due, long ended, String outcome) {
        long from = plan.warmup().toNanos();
        if (outcome.isEmpty() && ended >= from && ended < plan.nanos()) {
            finalsInTime++;
        }
        if (due < from || due >= plan.nanos()) {
            return;
        }
        sent++;
        if (outcome.isEmpty()) {
            latencies.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(ended - due), LONGEST_MICROS));
        } else {
            errors.merge(outcome, 1L, Long::sum);
        }
    }

    synchronized long finals() {
        return latencies.getTotalCount();
    }

    private double throughput() {
        return finalsInTime / (plan.duration().toNanos() / 1e9);
    }

    private double millis(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1000.0;
    }

    synchronized void writeTo(ObjectNode result) {
        result.put("sent", sent).put("final", latencies.getTotalCount()).put("throughputPerSecond", throughput());
        ObjectNode latency = result.putObject("latencyMillis");
        latency.put("p50", millis(50))
                .put("p90", millis(90))
                .put("p99", millis(99))
                .put("p99.9", millis(99.9))
                .put("max", latencies.getMaxValue() / 1000.0)
                .put("mean", latencies.getMean() / 1000.0);
        ObjectNode kinds = result.putObject("errors");
        errors.forEach(kinds::put);
    }

    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(
                String.format(Locale.ROOT, "final       %.0f a second (%d of %d sent)", throughput(), finals(), sent));
        lines.add(String.format(
                Locale.ROOT,
                "latency     p50 %.2f ms, p90 %.2f, p99 %.2f, p99.9 %.2f, max %.2f",
                millis(50),
                millis(90),
                millis(99),
                millis(99.9),
                latencies.getMaxValue() / 1000.0));
        errors.forEach((kind, count) -> lines.add(String.format("error       %s: %d", kind, count)));
        return lines;
    }
}
