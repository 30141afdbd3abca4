package io.quorate.node.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.bench.BenchOptions.Pace;
import io.quorate.node.bench.Measurement.Latency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A run, for people and for programs.
 *
 * @param command as it was typed
 * @param time when it began
 */
record Report(String command, Instant time, Machine machine, BenchOptions options, BenchRun.Finished run) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int SHORT_ID = 8;
    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MILLI = 1e6;

    /** The result file. Times are in the unit that a name ends in. */
    String json() {
        Measurement measured = run.measurement();
        ObjectNode out = MAPPER.createObjectNode();
        out.put("command", command).put("time", time.toString());
        out.putObject("machine")
                .put("cores", machine.cores())
                .put("cpu", machine.cpu())
                .put("jdk", machine.jdk())
                .put("os", machine.os());
        var nodes = out.put("chainId", run.chain()).putArray("nodes");
        options.nodes().forEach(node -> nodes.add(node.toString()));
        ObjectNode load = out.put("nodesUsed", run.nodes()).putObject("load");
        if (options.pace() instanceof Pace.Open open) {
            load.put("kind", "open").put("transactionsPerSecond", open.perSecond());
        } else {
            load.put("kind", "closed").put("clients", ((Pace.Closed) options.pace()).clients());
        }
        load.put("senders", options.senders())
                .put("operations", options.shape().operations())
                .put("valueBytes", options.shape().valueBytes())
                .put("transactionBytes", run.transactionBytes());
        out.put("warmupSeconds", options.times().warmup().toNanos() / NANOS_A_SECOND)
                .put("measuredSeconds", measured.nanos() / NANOS_A_SECOND)
                .put("interrupted", run.interrupted());
        out.putObject("throughput")
                .put("transactionsPerSecond", rounded(measured.perSecond()))
                .put(
                        "operationsPerSecond",
                        rounded(measured.perSecond() * options.shape().operations()))
                .put("longestGapMillis", rounded(measured.gapNanos() / NANOS_A_MILLI));
        Latency latency = measured.latency();
        out.putObject("latencyMillis")
                .put("count", latency.count())
                .put("mean", rounded(latency.mean()))
                .put("p50", latency.p50())
                .put("p90", latency.p90())
                .put("p99", latency.p99())
                .put("p99.9", latency.p999())
                .put("max", latency.max());
        Measurement.Counts counts = measured.counts();
        out.putObject("transactions")
                .put("sent", counts.sent())
                .put("final", counts.finals())
                .put("finalWhileMeasured", counts.finalsInTime())
                .put("failed", measured.failed())
                .put("pending", counts.pending())
                .put("unsent", counts.unsent());
        ObjectNode errors = out.putObject("errors");
        measured.errors().forEach(errors::put);
        return out.toPrettyString();
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }

    /** The lines for a terminal. */
    List<String> lines() {
        Measurement measured = run.measurement();
        Latency latency = measured.latency();
        Measurement.Counts counts = measured.counts();
        List<String> out = new ArrayList<>();
        out.add(line(
                "load",
                "%s, %d operation(s) of %d B a transaction of %d B",
                load(),
                options.shape().operations(),
                options.shape().valueBytes(),
                run.transactionBytes()));
        out.add(line("network", "%d node(s), chain %s", run.nodes(), run.chain().substring(0, SHORT_ID)));
        out.add(line(
                "measured",
                "%.1f s after %.1f s of warm-up%s",
                measured.nanos() / NANOS_A_SECOND,
                options.times().warmup().toNanos() / NANOS_A_SECOND,
                run.interrupted() ? " (interrupted)" : ""));
        out.add(line(
                "throughput",
                "%.1f transactions/s final, %.1f operations/s; longest gap %.1f ms",
                measured.perSecond(),
                measured.perSecond() * options.shape().operations(),
                measured.gapNanos() / NANOS_A_MILLI));
        out.add(line("latency, ms", "%9s %9s %9s %9s %9s %9s", "mean", "p50", "p90", "p99", "p99.9", "max"));
        out.add(line(
                "",
                "%9.2f %9.2f %9.2f %9.2f %9.2f %9.2f",
                latency.mean(),
                latency.p50(),
                latency.p90(),
                latency.p99(),
                latency.p999(),
                latency.max()));
        out.add(line(
                "transactions",
                "sent %d, final %d, failed %d, still pending %d, never sent %d",
                counts.sent(),
                counts.finals(),
                measured.failed(),
                counts.pending(),
                counts.unsent()));
        measured.errors().forEach((kind, count) -> out.add(line("error", "%s %d", kind, count)));
        out.add(line("machine", "%d cores, %s, %s, %s", machine.cores(), machine.cpu(), machine.jdk(), machine.os()));
        return out;
    }

    private String load() {
        if (options.pace() instanceof Pace.Open open) {
            return String.format(
                    Locale.ROOT, "open loop, %.1f transactions/s, %d sender(s)", open.perSecond(), options.senders());
        }
        return String.format(Locale.ROOT, "closed loop, %d client(s)", ((Pace.Closed) options.pace()).clients());
    }

    private static String line(String name, String format, Object... values) {
        return String.format(Locale.ROOT, "%-13s ", name) + String.format(Locale.ROOT, format, values);
    }

    /** Why nothing became final, in words. */
    String failure() {
        Measurement measured = run.measurement();
        String kinds = measured.errors().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        return "no transaction became final: " + measured.counts().sent() + " sent, "
                + measured.counts().pending() + " still pending" + (kinds.isEmpty() ? "" : ", failed by " + kinds)
                + "; does the chain finalize? quorate status tells";
    }
}
