package io.quorate.node.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorate.ledger.validators.Slash;
import io.quorate.protocol.verify.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/**
 * All metrics of a node, by the names of operations.md, Metrics. Thread-safe; every method returns at once and is cheap
 * enough for the replica's thread.
 */
public final class NodeMetrics implements AutoCloseable {
    /** A label has at most so many values: a set's largest size would be too many series for one scrape. */
    private static final int LABEL_CAP = 128;

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60)
    };

    private final PrometheusMeterRegistry registry = emptyRegistry();
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private final Timer roundDuration =
            histogram("consensus.round.duration", "Time from entering a round to leaving it");
    private final Timer finalityLatency =
            histogram("finality.latency", "Time from first seeing a block's proposal to its being final");
    private final Timer transactionLatency =
            histogram("transaction.latency", "Time from a client's submission to this node until it is final");
    private final Timer votePropagation =
            histogram("vote.propagation", "Time from first seeing a proposal to counting a notarize vote for it");
    private final Timer partitionRecovery = histogram(
            "partition.recovery.duration", "Length of each time without finality of 10 s or more, once it is over");
    private final Timer storageSync = histogram("storage.sync", "Time to make writes durable");

    private final Counter roundsStarted = counter("consensus.rounds.started", "Rounds that were entered");
    private final Counter roundsCompleted = counter("consensus.rounds.completed", "Rounds whose block became final");
    private final Counter gossipDuplicates = counter("gossip.duplicates", "Gossip received that was known already");

    private final LabelledCounter invalidProposals =
            labelled("consensus.invalid.proposals", "Proposals found invalid, by who proposed them", "proposer");
    private final LabelledCounter byzantine = labelled(
                    "byzantine.nodes.detected", "Proven faults of validators, by what they did", "reason")
            .knowing(Arrays.stream(Slash.Reason.values())
                    .map(Slash.Reason::label)
                    .toArray(String[]::new));
    private final LabelledCounter skippedViews = labelled(
            "consensus.skipped.views", "Views that were skipped by a nullification, by who led them", "leader");
    private final LabelledCounter votesMissing = labelled(
            "consensus.vote.missing", "Rounds in which a validator's vote was never heard, by validator", "validator");
    private final LabelledCounter networkBytes = new LabelledCounter(
            registry,
            "network.bytes",
            "Bytes to and from peers, by direction and kind of message",
            List.of("direction", "message"),
            LABEL_CAP);
    private final LabelledCounter bans = labelled("peer.bans", "Peers that were banned, by why", "reason")
            .knowing(Arrays.stream(Fault.values())
                    .map(fault -> fault.name().toLowerCase(Locale.ROOT))
                    .toArray(String[]::new));
    private final LabelledCounter dropped = labelled(
                    "messages.dropped", "Messages of peers that a full queue of this node had no room for", "queue")
            .knowing("verifier", "replica");
    private final LabelledCounter verifications = labelled(
                    "signature.verifications", "Signatures that were verified, by scheme", "scheme")
            .knowing("ed25519");

    private final AtomicInteger participants = new AtomicInteger();
    private volatile double clockOffsetSeconds;

    /**
     * Begins to measure.
     *
     * @param levels what is read at each scrape
     * @param disk a directory on the disk that the node writes to
     */
    public NodeMetrics(Levels levels, Path disk) {
        registerLevels(levels);
        bindMachine(disk);
    }

    private static PrometheusMeterRegistry emptyRegistry() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        // Their names break Prometheus's own rules ("promtool check metrics"); process_cpu_usage says as much.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(MeterFilter.denyNameStartsWith("system.cpu.count"));
        return registry;
    }

    private void registerLevels(Levels levels) {
        gauge("finality.height", "Height of the highest final block", levels.finalityHeight());
        gauge("consensus.epoch", "The current epoch", levels.epoch());
        gauge("consensus.view", "The current view within the epoch", levels.view());
        gauge("consensus.quorum.size", "Least voting power that is a quorum of the current set", levels.quorumPower());
        gauge(
                "consensus.active.participants",
                "Validators whose vote was counted in one of the last rounds",
                participants::get);
        gauge("mempool.transactions", "Transactions that are pending", levels.mempoolTransactions());
        bytes("mempool.bytes", "Bytes of the transactions that are pending", levels.mempoolBytes());
        bytes("consensus.memory.usage.bytes", "Memory that consensus uses", levels.memoryBytes());
        peers("inbound", levels.inboundPeers());
        peers("outbound", levels.outboundPeers());
        Gauge.builder("clock.offset", () -> clockOffsetSeconds)
                .description("This clock less the block time of the last proposal of another when it arrived")
                .baseUnit("seconds")
                .register(registry);
    }

    private void bindMachine(Path disk) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        collections.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new DiskSpaceMetrics(disk.toFile()).bindTo(registry);
    }

    private Timer histogram(String name, String help) {
        return Timer.builder(name)
                .description(help)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    private LabelledCounter labelled(String name, String help, String label) {
        return new LabelledCounter(registry, name, help, List.of(label), LABEL_CAP);
    }

    private void gauge(String name, String help, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble).description(help).register(registry);
    }

    private void bytes(String name, String help, DoubleSupplier value) {
        Gauge.builder(name, value::getAsDouble)
                .description(help)
                .baseUnit("bytes")
                .register(registry);
    }

    private void peers(String direction, DoubleSupplier value) {
        Gauge.builder("network.peers", value::getAsDouble)
                .description("Connected peers, by who connected")
                .tag("direction", direction)
                .register(registry);
    }

    /** The text that Prometheus scrapes. */
    public String scrape() {
        return registry.scrape();
    }

    /** A round was entered. */
    public void roundStarted() {
        roundsStarted.increment();
    }

    /** A round was left for a later one, so long after it was entered. */
    public void roundLeft(Duration duration) {
        roundDuration.record(duration);
    }

    /** A round's block became final. */
    public void roundCompleted() {
        roundsCompleted.increment();
    }

    /** A block became final, so long after its proposal was first seen. */
    public void finalized(Duration latency) {
        finalityLatency.record(latency);
    }

    /** A client's transaction became final, so long after it was submitted. */
    public void transactionFinal(Duration latency) {
        transactionLatency.record(latency);
    }

    /** A notarize vote was counted, so long after its proposal was first seen. */
    public void votePropagated(Duration latency) {
        votePropagation.record(latency);
    }

    /** Blocks become final again after so long without. */
    public void recovered(Duration standstill) {
        partitionRecovery.record(standstill);
    }

    /** Writes were made durable, which took so long. */
    public void synced(Duration duration) {
        storageSync.record(duration);
    }

    /** A view was skipped by certificate. */
    public void viewSkipped(String leader) {
        skippedViews.add(1, leader);
    }

    /** A validator's vote of a round was never heard. */
    public void voteMissing(String validator) {
        votesMissing.add(1, validator);
    }

    /** A validator is there: its missing votes count from zero. */
    public void validatorKnown(String validator) {
        votesMissing.add(0, validator);
        skippedViews.add(0, validator);
    }

    /** So many validators were heard in the last rounds. */
    public void activeParticipants(int count) {
        participants.set(count);
    }

    /** A proposal was found invalid, be it provably its proposer's fault or not. */
    public void proposalInvalid(String proposer) {
        invalidProposals.add(1, proposer);
    }

    /** A validator was proven to have broken a rule, by the label of {@link Slash.Reason}. */
    public void byzantineDetected(String reason) {
        byzantine.add(1, reason);
    }

    /** Bytes went to a peer ({@code out}) or came from one ({@code in}). */
    public void networkBytes(String direction, String message, long count) {
        networkBytes.add((double) count, direction, message);
    }

    /** A peer told what was known. */
    public void gossipDuplicate() {
        gossipDuplicates.increment();
    }

    /** A peer was banned. */
    public void peerBanned(String reason) {
        bans.add(1, reason);
    }

    /** Messages of peers found no room in a queue. */
    public void messagesDropped(String queue, long count) {
        dropped.add((double) count, queue);
    }

    /** Signatures were verified. */
    public void signaturesVerified(String scheme, long count) {
        verifications.add((double) count, scheme);
    }

    /** A proposal of another arrived when this clock was so far ahead of its block time. */
    public void clockOffset(Duration ahead) {
        clockOffsetSeconds = ahead.toNanos() / 1e9;
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
