package io.quorate.node.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.quorate.node.bench.BenchOptions.Pace;
import io.quorate.node.bench.ChainProbe.Found;
import io.quorate.node.config.OperatorException;
import io.quorate.protocol.types.BlockTime;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** One run, from asking the nodes for their chain to what was measured. Blocks its caller, who is no loop's thread. */
final class BenchRun {
    /** Connections to one node that an open loop may use. */
    private static final int OPEN_CONNECTIONS = 256;

    /** How far ahead of now a transaction expires: the node remembers it so long. */
    private static final Duration LIFE = Duration.ofMinutes(2);

    /** What an open loop signs ahead, and the most that anything does. */
    private static final double AHEAD_SECONDS = 2;

    private static final int MAX_AHEAD = 8_192;
    private static final int AHEAD_A_CLIENT = 16;
    private static final int AHEAD_BYTES = 64 << 20;
    private static final long TICK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long DRAIN_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final BenchOptions options;
    private final EventLoop loop;
    private final Consumer<String> notes;
    private final Consumer<Progress> progress;
    private final Stop stop;

    private BenchRun(
            BenchOptions options, EventLoop loop, Consumer<String> notes, Consumer<Progress> progress, Stop stop) {
        this.options = options;
        this.loop = loop;
        this.notes = notes;
        this.progress = progress;
        this.stop = stop;
    }

    /** How it goes, once a second. */
    record Progress(double seconds, boolean measuring, double finalsPerSecond, long pending) {}

    /** What came out, and on what. */
    record Finished(Measurement measurement, String chain, int transactionBytes, int nodes, boolean interrupted) {}

    /**
     * Runs.
     *
     * @param notes hears what the operator should know and is no failure
     * @throws OperatorException if no node answers, or the nodes or the options do not fit
     */
    static Finished run(BenchOptions options, Consumer<String> notes, Consumer<Progress> progress, Stop stop)
            throws InterruptedException {
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("bench", true), NioIoHandler.newFactory());
        try {
            return new BenchRun(options, group.next(), notes, progress, stop).run();
        } finally {
            var unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    private Finished run() throws InterruptedException {
        Map<HttpLine, Found.Chain> chains = probe();
        Found.Chain chain = chains.values().iterator().next();
        Workload workload = workload(chain, chains.values());
        int bytes = workload.transaction().size();
        try (SignedRing ring = SignedRing.start(workload, ahead(bytes))) {
            List<Link> links = new ArrayList<>();
            chains.keySet().forEach(line -> links.add(new RpcLink(line, options.patience(), bytes)));
            Measurement measurement = measure(links, ring);
            return new Finished(measurement, chain.id().toString(), bytes, links.size(), stop.isRequested());
        }
    }

    private Map<HttpLine, Found.Chain> probe() throws InterruptedException {
        Map<HttpLine, NodeAddress> lines = new LinkedHashMap<>();
        Map<HttpLine, CompletableFuture<Found>> asked = new LinkedHashMap<>();
        List<String> silent = new ArrayList<>();
        for (NodeAddress node : options.nodes()) {
            InetSocketAddress address = node.resolve();
            if (address.isUnresolved()) {
                silent.add(node + " (no such host)");
                continue;
            }
            HttpLine line = new HttpLine(node, address, loop, connections());
            lines.put(line, node);
            asked.put(line, onLoop(() -> ChainProbe.ask(line)));
        }
        Map<HttpLine, Found.Chain> chains = new LinkedHashMap<>();
        for (Map.Entry<HttpLine, CompletableFuture<Found>> each : asked.entrySet()) {
            Found found = each.getValue().join();
            if (found instanceof Found.Chain chain) {
                chains.put(each.getKey(), chain);
            } else {
                silent.add(lines.get(each.getKey()) + " (" + ((Found.Nothing) found).kind() + ")");
            }
        }
        String who = String.join(", ", silent);
        if (chains.isEmpty()) {
            throw OperatorException.failure(
                    "no node answers at " + who + ": start one, or name another with --rpc URL");
        }
        if (chains.values().stream().map(Found.Chain::id).distinct().count() > 1) {
            throw OperatorException.failure("the nodes of --rpc are of different chains: name nodes of one");
        }
        if (!silent.isEmpty()) {
            notes.accept("goes on without " + who);
        }
        return chains;
    }

    private int connections() {
        if (options.pace() instanceof Pace.Closed closed) {
            // All of them, should only one node answer.
            return closed.clients();
        }
        return OPEN_CONNECTIONS;
    }

    private Workload workload(Found.Chain chain, Iterable<Found.Chain> chains) {
        BlockTime latest = new BlockTime(System.currentTimeMillis());
        for (Found.Chain each : chains) {
            latest = BlockTime.max(latest, each.head());
        }
        BlockTime base = latest.plus(LIFE);
        long begun = System.nanoTime();
        Supplier<BlockTime> expiry = () -> base.plus(Duration.ofNanos(System.nanoTime() - begun));
        try {
            return new Workload(options.shape(), chain.id(), expiry, options.senders(), new SecureRandom());
        } catch (IllegalArgumentException e) {
            throw OperatorException.usage("--size or --operations is too large: " + e.getMessage());
        }
    }

    private int ahead(int transactionBytes) {
        double wanted = options.pace() instanceof Pace.Open open
                ? open.perSecond() * AHEAD_SECONDS
                : (double) AHEAD_A_CLIENT * ((Pace.Closed) options.pace()).clients();
        // In memory each byte is two hexadecimal digits.
        int fitting = AHEAD_BYTES / (2 * transactionBytes);
        return (int) Math.max(1, Math.min(wanted, Math.min(MAX_AHEAD, fitting)));
    }

    private Measurement measure(List<Link> links, Supplier<Signed> transactions) throws InterruptedException {
        Timeline timeline = new LoopTimeline(loop);
        long start = timeline.nanos();
        long from = start + options.times().warmup().toNanos();
        long end = from + options.times().duration().toNanos();
        Recorder recorder = new Recorder(from);
        Load load = options.pace() instanceof Pace.Open open
                ? new OpenLoop(
                        timeline, links, transactions, recorder, options.times().rise(), open.perSecond())
                : new ClosedLoop(timeline, links, transactions, recorder, ((Pace.Closed) options.pace()).clients());
        var unused = onLoop(started(load));
        watch(timeline, recorder, start, end);
        var unusedToo = onLoop(() -> {
            load.stop();
            recorder.stop(timeline.nanos());
            return true;
        });
        drain(timeline, recorder);
        return onLoop(() -> recorder.result(timeline.nanos(), load.unsent()));
    }

    private static Callable<Boolean> started(Load load) {
        return () -> {
            load.start();
            return true;
        };
    }

    private void watch(Timeline timeline, Recorder recorder, long start, long end) throws InterruptedException {
        long from = end - options.times().duration().toNanos();
        while (timeline.nanos() < end) {
            if (stop.await(Math.min(TICK_NANOS, end - timeline.nanos()))) {
                return;
            }
            progress.accept(onLoop(() -> {
                long now = timeline.nanos();
                double measured = Math.max(0, now - from) / 1e9;
                return new Progress(
                        (now - start) / 1e9,
                        measured > 0,
                        measured == 0 ? 0 : recorder.finalsInTime() / measured,
                        recorder.pending());
            }));
        }
    }

    /** What is under way may end: none takes longer than its patience, and an interrupted run waits for nothing. */
    private void drain(Timeline timeline, Recorder recorder) throws InterruptedException {
        long limit = timeline.nanos() + options.patience().toNanos();
        while (!stop.isRequested() && timeline.nanos() < limit && onLoop(recorder::pending) > 0) {
            var unused = stop.await(DRAIN_TICK_NANOS);
        }
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException {
        return loop.submit(task).sync().getNow();
    }
}
