package io.quorate.node.bench;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import io.quorate.client.text.Durations;
import io.quorate.node.bench.BenchOptions.Pace;
import io.quorate.node.config.OperatorException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quorate bench}: offers load, prints what it saw, and ends with 1 if no transaction became final. */
@Command(
        name = "bench",
        header = "Load a network through its RPC, and measure latency and throughput.",
        description = {
            "Transactions are signed here, with fresh keys, and write random values. Latency counts from the moment a"
                    + " transaction was meant to be sent to the node's answer that it is final and durable. With --clients"
                    + " each client sends its next transaction when the last is final (closed loop); with --rate they are"
                    + " sent at that rate, whatever the network does (open loop)."
        },
        footer = {
            "",
            "Examples:",
            "  quorate bench                                       one client of the node on this machine",
            "  quorate bench --rate 2000 --duration 30s --rpc http://127.0.0.1:9944 --rpc http://127.0.0.1:9945",
            "  quorate bench --clients 64 --operations 16 --json --out result.json"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int MAX_OPERATIONS = 256;
    private static final int MAX_SENDERS = 10_000;
    private static final int OPEN_SENDERS = 16;
    private static final double MAX_RATE = 1_000_000;

    /** What a node takes by default is 1,000. */
    private static final int MAX_CLIENTS_A_NODE = 900;

    private static final Duration MIN_DURATION = Duration.ofMillis(100);
    private static final Duration MAX_DURATION = Duration.ofHours(24);

    /** What {@code tx.wait} allows. */
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(60);

    private final PrintStream out;
    private final PrintStream err;
    private final boolean interactive;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--rpc",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:9944",
            description = "A node's RPC; give it once for each. Default: http://127.0.0.1:9944.")
    private List<String> rpc = List.of();

    @Option(
            names = "--clients",
            paramLabel = "N",
            description = "Clients of the closed loop; with --rate, keys that sign. Default: 1; with --rate, 16.")
    private Optional<Integer> clients = Optional.empty();

    @Option(names = "--rate", paramLabel = "R", description = "Transactions a second in all: an open loop.")
    private Optional<Double> rate = Optional.empty();

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "32",
            description = "Of each value written. Default: 32.")
    private int size;

    @Option(
            names = "--operations",
            paramLabel = "N",
            defaultValue = "1",
            description = "Values that one transaction writes, 1 to 256. Default: 1.")
    private int operations;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to measure. Default: 10s.")
    private String duration = "";

    @Option(
            names = "--warmup",
            paramLabel = "TIME",
            defaultValue = "3s",
            description =
                    "Load before it, that is not measured; with --rate, it rises for the first half. Default: 3s.")
    private String warmup = "";

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long a transaction may take to become final. Default: 10s.")
    private String timeout = "";

    @Option(names = "--json", description = "Print the result as JSON.")
    private boolean json;

    @Option(names = "--out", paramLabel = "FILE", description = "Write the result there as JSON, too.")
    private Optional<Path> file = Optional.empty();

    /**
     * A command to be read by picocli.
     *
     * @param interactive whether a person watches {@code out}: only then it shows how it goes, on {@code err}
     */
    public BenchCommand(PrintStream out, PrintStream err, boolean interactive) {
        this.out = out;
        this.err = err;
        this.interactive = interactive;
    }

    @Override
    public Integer call() throws InterruptedException {
        BenchOptions options = options();
        // A client keeps no log, and its standard output is for the result: a library's warnings go to standard error.
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        file.ifPresent(BenchCommand::checkWritable);
        Instant time = Instant.now();
        try (Interruption interruption = Interruption.listen()) {
            BenchRun.Finished run =
                    BenchRun.run(options, note -> err.println("quorate: " + note), this::show, interruption.stop());
            clear();
            Report report = new Report(command(), time, Machine.here(), options, run);
            if (json) {
                out.println(report.json());
            } else {
                report.lines().forEach(out::println);
            }
            out.flush();
            file.ifPresent(path -> write(path, report.json()));
            if (run.measurement().counts().finals() == 0) {
                throw OperatorException.failure(report.failure());
            }
            return 0;
        }
    }

    private String command() {
        List<String> words = new ArrayList<>(List.of("quorate", "bench"));
        Optional.ofNullable(spec.commandLine())
                .map(line -> line.getParseResult())
                .ifPresent(result -> words.addAll(result.originalArgs()));
        return String.join(" ", words);
    }

    private BenchOptions options() {
        List<String> problems = new ArrayList<>();
        List<NodeAddress> nodes = new ArrayList<>();
        for (String url : rpc) {
            try {
                nodes.add(NodeAddress.parse(url));
            } catch (IllegalArgumentException e) {
                problems.add("--rpc " + url + " " + e.getMessage());
            }
        }
        int senders = clients.orElse(rate.isPresent() ? OPEN_SENDERS : 1);
        if (rate.isPresent()) {
            check(problems, senders >= 1 && senders <= MAX_SENDERS, "--clients", "from 1 to " + MAX_SENDERS);
            double perSecond = rate.get();
            check(problems, perSecond > 0 && perSecond <= MAX_RATE, "--rate", "above 0 and at most 1000000");
        } else {
            int most = MAX_CLIENTS_A_NODE * Math.max(1, rpc.size());
            check(
                    problems,
                    senders >= 1 && senders <= most,
                    "--clients",
                    "from 1 to " + most + ", " + MAX_CLIENTS_A_NODE + " for each --rpc; or use --rate");
        }
        check(problems, size >= 0 && size <= 32_768, "--size", "from 0 to 32768");
        check(problems, operations >= 1 && operations <= MAX_OPERATIONS, "--operations", "from 1 to " + MAX_OPERATIONS);
        BenchOptions.Times times = new BenchOptions.Times(
                time(problems, "--warmup", warmup, Duration.ZERO, MAX_DURATION),
                time(problems, "--duration", duration, MIN_DURATION, MAX_DURATION));
        Duration patience = time(problems, "--timeout", timeout, MIN_DURATION, MAX_PATIENCE);
        if (!problems.isEmpty()) {
            throw OperatorException.usage(problems);
        }
        Pace pace = rate.<Pace>map(Pace.Open::new).orElseGet(() -> new Pace.Closed(senders));
        return new BenchOptions(nodes, pace, senders, new Workload.Shape(size, operations), times, patience);
    }

    private static void check(List<String> problems, boolean good, String option, String range) {
        if (!good) {
            problems.add(option + " is " + range);
        }
    }

    private static Duration time(List<String> problems, String option, String text, Duration least, Duration most) {
        try {
            Duration time = Durations.parse(text);
            check(
                    problems,
                    time.compareTo(least) >= 0 && time.compareTo(most) <= 0,
                    option,
                    "from " + Durations.format(least) + " to " + Durations.format(most));
            return time;
        } catch (IllegalArgumentException e) {
            problems.add(option + ": \"" + text + "\" " + e.getMessage());
            return least;
        }
    }

    /** Before the run, so that it is not measured in vain. */
    private static void checkWritable(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null
                || !Files.isWritable(parent)
                || Files.isDirectory(path)
                || (Files.exists(path) && !Files.isWritable(path))) {
            throw OperatorException.failure(
                    "--out: cannot write " + path + ": name a file in a directory that exists and can be written");
        }
    }

    private static void write(Path path, String json) {
        try {
            Files.writeString(path, json + System.lineSeparator(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw OperatorException.failure("--out: cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    private void show(BenchRun.Progress now) {
        if (interactive && !json) {
            String rate = now.measuring()
                    ? String.format(Locale.ROOT, "%10.1f final/s", now.finalsPerSecond())
                    : "       warming up";
            err.print(String.format(Locale.ROOT, "\r%6.0f s %s %8d pending ", now.seconds(), rate, now.pending()));
            err.flush();
        }
    }

    private void clear() {
        if (interactive && !json) {
            err.print("\r" + " ".repeat(44) + "\r");
            err.flush();
        }
    }
}
