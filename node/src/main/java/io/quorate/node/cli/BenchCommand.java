package io.quorate.node.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.config.Durations;
import io.quorate.node.config.Failures;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code quorate bench}: load, and how long it takes until it is final. */
@Command(
        name = "bench",
        header = "Put load on nodes, and measure submit to final.",
        description = {
            "",
            "Closed loop (--clients): each client submits its next transaction when its last one is final.",
            "Open loop (--rate): transactions are due at fixed times whatever the nodes do, and latency counts from"
                    + " when one was due, so that a stall is not left out.",
            "Every transaction is signed here and writes one key.",
            ""
        },
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  quorate bench --clients 1",
            "  quorate bench --rate 2000 --duration 30s --rpc http://127.0.0.1:9944 --rpc http://127.0.0.1:9945"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int DEFAULT_CLIENTS = 16;
    private static final int MOST_CLIENTS = 2_000;
    private static final int MOST_RATE = 200_000;
    private static final int MOST_SIZE = 30 * 1024;

    private final Terminal terminal;

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            description = "A node's RPC; give it once for each node. Default: " + RpcClient.DEFAULT_URL + ".")
    private List<String> urls = List.of(RpcClient.DEFAULT_URL);

    @Option(names = "--clients", paramLabel = "N", description = "Closed loop, with so many clients. Default: 16.")
    private Optional<Integer> clients = Optional.empty();

    @Option(names = "--rate", paramLabel = "R", description = "Open loop, with so many transactions a second.")
    private Optional<Integer> rate = Optional.empty();

    @Option(names = "--size", paramLabel = "BYTES", defaultValue = "32", description = "Of each value. Default: 32.")
    private int size = 32;

    @Option(names = "--duration", paramLabel = "TIME", defaultValue = "10s", description = "Measured. Default: 10s.")
    private String duration = "10s";

    @Option(names = "--warmup", paramLabel = "TIME", defaultValue = "3s", description = "Before it. Default: 3s.")
    private String warmup = "3s";

    @Option(names = "--out", paramLabel = "FILE", description = "Write the result as JSON to this file, too.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    BenchCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (clients.isPresent() && rate.isPresent()) {
            throw OperatorException.usage("--clients and --rate contradict each other: closed loop or open loop");
        }
        int width = within("--clients", clients.orElse(DEFAULT_CLIENTS), 1, MOST_CLIENTS);
        rate.ifPresent(number -> within("--rate", number, 1, MOST_RATE));
        within("--size", size, 0, MOST_SIZE);
        LoadPlan plan = new LoadPlan(
                nodes(), time("--warmup", warmup, Duration.ZERO), time("--duration", duration, Duration.ofMillis(100)));
        String started = Instant.now().toString();

        TransactionSource source = TransactionSource.forNode(RpcClient.at(urls.get(0)), size);
        BatchSender sender = new BatchSender();
        Measurements measurements = new Measurements(plan);
        if (rate.isPresent()) {
            if (!json) {
                terminal.print("signing ...");
            }
            source.signAhead(plan.transactions(rate.get()));
            say(rate.get() + " transactions a second (open loop)", plan);
            new OpenLoop(plan, source, sender, measurements, rate.get()).run();
        } else {
            say(width + (width == 1 ? " client (closed loop)" : " clients (closed loop)"), plan);
            new ClosedLoop(plan, source, sender, measurements, width).run();
        }
        ObjectNode result = Json.object().put("startedAt", started).put("mode", rate.isPresent() ? "open" : "closed");
        rate.ifPresent(number -> result.put("rate", number));
        if (rate.isEmpty()) {
            result.put("clients", width);
        }
        result.put("valueBytes", size).put("duration", duration).put("warmup", warmup);
        ArrayNode nodes = result.putArray("nodes");
        urls.forEach(nodes::add);
        measurements.writeTo(result);
        report(result, measurements);
        return measurements.finals() == 0 ? 1 : 0;
    }

    private void say(String load, LoadPlan plan) {
        if (!json) {
            terminal.print(load + " of " + size + " bytes on " + plan.nodes().size()
                    + (plan.nodes().size() == 1 ? " node" : " nodes") + ", " + warmup + " to warm up and " + duration
                    + " measured ...");
        }
    }

    private List<URI> nodes() {
        return urls.stream().map(RpcClient::uri).toList();
    }

    private static int within(String option, int number, int least, int most) {
        if (number < least || number > most) {
            throw OperatorException.usage(option + " " + number + ": give a number from " + least + " to " + most);
        }
        return number;
    }

    private static Duration time(String option, String text, Duration least) {
        try {
            Duration time = Durations.parse(text);
            if (time.compareTo(least) >= 0 && time.compareTo(Duration.ofDays(1)) <= 0) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage(option + ": \"" + text + "\" " + e.getMessage());
        }
        throw OperatorException.usage(option + " " + text + ": give " + Durations.format(least) + " to 24h");
    }

    private void report(ObjectNode result, Measurements measurements) {
        if (json) {
            terminal.print(Json.pretty(result));
        } else {
            measurements.lines().forEach(terminal::print);
        }
        out.ifPresent(file -> {
            try {
                Files.write(file, (Json.pretty(result) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw OperatorException.failure("cannot write " + file + ": " + Failures.reason(e), e);
            }
        });
    }
}
