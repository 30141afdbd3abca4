package io.quorate.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Misbehaviour;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeMetricsTest {
    /** operating.md, Metrics. */
    private static final List<String> LISTED = List.of(
            "consensus_round_duration_seconds_bucket",
            "consensus_rounds_started_total",
            "consensus_rounds_completed_total",
            "byzantine_nodes_detected_total",
            "consensus_quorum_size",
            "consensus_active_participants",
            "partition_recovery_duration_seconds_bucket",
            "consensus_memory_usage_bytes",
            "finality_height",
            "finality_latency_seconds_bucket",
            "transaction_latency_seconds_bucket",
            "vote_propagation_seconds_bucket",
            "consensus_view",
            "consensus_epoch",
            "consensus_skipped_views_total",
            "consensus_vote_missing_total",
            "mempool_transactions",
            "mempool_bytes",
            "network_peers",
            "network_bytes_total",
            "gossip_duplicates_total",
            "peer_bans_total",
            "storage_sync_seconds_bucket",
            "signature_verifications_total",
            "messages_dropped_total",
            "jvm_memory_used_bytes",
            "process_cpu_usage");

    private final NodeMetrics metrics = MetricsFixture.metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    private String scrapeOfABusyNode() {
        metrics.validatorKnown("alice");
        metrics.networkBytes("in", "vote", 100);
        metrics.roundStarted();
        metrics.roundCompleted();
        metrics.finalized(Duration.ofMillis(40));
        metrics.byzantineDetected("Equivocation");
        return metrics.scrape();
    }

    @Test
    void everyListedMetricIsScraped() {
        assertThat(MetricsFixture.names(scrapeOfABusyNode())).containsAll(LISTED);
    }

    @Test
    void everyMetricHasAHelpLine() {
        String scrape = scrapeOfABusyNode();
        List<String> typed = scrape.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ", -1)[2])
                .toList();
        assertThat(typed).isNotEmpty();
        for (String name : typed) {
            assertThat(scrape).containsPattern("# HELP " + name + " \\S");
        }
    }

    @Test
    void whatIsCountedIsScraped() {
        String scrape = scrapeOfABusyNode();
        assertThat(scrape)
                .contains("network_bytes_total{direction=\"in\",message=\"vote\"} 100.0\n")
                .contains("consensus_vote_missing_total{validator=\"alice\"} 0.0\n")
                .contains("byzantine_nodes_detected_total{reason=\"Equivocation\"} 1.0\n")
                .contains("finality_latency_seconds_bucket{le=\"0.05\"} 1\n")
                .contains("network_peers{direction=\"outbound\"} 2.0\n")
                .contains("finality_height 7.0\n");
    }

    /** A rate needs a zero to start from: the alert EvidenceSeen would miss the first of its kind. */
    @Test
    void everyReasonThatIsCountedBeginsAtZeroAndNoOther() {
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("byzantine_nodes_detected_total{")))
                .containsExactlyInAnyOrder(
                        "byzantine_nodes_detected_total{reason=\"Equivocation\"} 0.0",
                        "byzantine_nodes_detected_total{reason=\"InvalidProposal\"} 0.0",
                        "byzantine_nodes_detected_total{reason=\"Collusion\"} 0.0");
        List<String> evidence =
                Arrays.stream(Misbehaviour.values()).map(Misbehaviour::label).toList();
        assertThat(evidence).isSubsetOf("Equivocation", "InvalidProposal", "Collusion");
    }

    @Test
    void labelsAreCapped() {
        for (int i = 0; i < 1_000; i++) {
            metrics.voteMissing("v" + i);
        }
        long series = metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("consensus_vote_missing_total{"))
                .count();
        assertThat(series).isLessThanOrEqualTo(129);
        assertThat(metrics.scrape()).contains("consensus_vote_missing_total{validator=\"other\"} 872.0\n");
    }

    @Test
    void promtoolIsContent(@TempDir Path directory) throws Exception {
        Path promtool = Path.of("/usr/bin/promtool");
        Assumptions.assumeTrue(Files.isExecutable(promtool), "Debian's package prometheus is not installed");
        Path scrape = Files.writeString(directory.resolve("scrape"), scrapeOfABusyNode());
        Path report = directory.resolve("report");
        Process check = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectInput(scrape.toFile())
                .redirectErrorStream(true)
                .redirectOutput(report.toFile())
                .start();
        assertThat(check.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(report, StandardCharsets.UTF_8)).isEmpty();
        assertThat(check.exitValue()).isZero();
    }
}
