package io.quorate.node.bench;

import static io.quorate.node.bench.VirtualTimeline.MILLI;
import static io.quorate.node.bench.VirtualTimeline.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Outcome FINAL = new Outcome.Final();
    private final Recorder recorder = new Recorder(10 * SECOND);

    @Test
    void theWarmUpAndWhatComesAfterTheStopAreNotMeasured() {
        recorder.sent(4);
        recorder.ended(8 * SECOND, 9 * SECOND, FINAL);
        recorder.ended(9 * SECOND, 11 * SECOND, FINAL);
        recorder.ended(12 * SECOND, 13 * SECOND, FINAL);
        recorder.stop(20 * SECOND);
        recorder.ended(19 * SECOND, 22 * SECOND, FINAL);

        Measurement measured = recorder.result(25 * SECOND, 0);

        // Latency is of those meant to be sent while it measured, throughput of those that became final while it did.
        assertThat(measured.latency().count()).isEqualTo(2);
        assertThat(measured.latency().max()).isCloseTo(3_000, within(3.0));
        assertThat(measured.counts().finalsInTime()).isEqualTo(2);
        assertThat(measured.perSecond()).isCloseTo(0.2, within(0.000_001));
        assertThat(measured.counts().finals()).isEqualTo(4);
    }

    @Test
    void theLongestGapCountsTheEdgesOfTheTimeMeasured() {
        recorder.ended(9 * SECOND, 9 * SECOND, FINAL);
        assertThat(recorder.result(14 * SECOND, 0).gapNanos()).isEqualTo(4 * SECOND);

        recorder.ended(9 * SECOND, 11 * SECOND, FINAL);
        recorder.ended(9 * SECOND, 14 * SECOND, FINAL);
        recorder.ended(9 * SECOND, 15 * SECOND, FINAL);
        assertThat(recorder.result(16 * SECOND, 0).gapNanos()).isEqualTo(3 * SECOND);

        recorder.stop(20 * SECOND);
        recorder.ended(9 * SECOND, 25 * SECOND, FINAL);
        assertThat(recorder.result(30 * SECOND, 0).gapNanos()).isEqualTo(5 * SECOND);
    }

    @Test
    void percentilesAreThoseOfTheValues() {
        recorder.sent(1_000);
        for (int i = 1; i <= 1_000; i++) {
            recorder.ended(10 * SECOND, 10 * SECOND + i * MILLI, FINAL);
        }
        Measurement.Latency latency = recorder.result(20 * SECOND, 0).latency();

        assertThat(latency.p50()).isCloseTo(500, within(0.5));
        assertThat(latency.p90()).isCloseTo(900, within(0.9));
        assertThat(latency.p99()).isCloseTo(990, within(1.0));
        assertThat(latency.p999()).isCloseTo(999, within(1.0));
        assertThat(latency.max()).isCloseTo(1_000, within(1.0));
        assertThat(latency.mean()).isCloseTo(500.5, within(1.0));
    }

    @Test
    void aRunStoppedInItsWarmUpHasNoThroughput() {
        recorder.stop(9 * SECOND);

        assertThat(recorder.result(9 * SECOND, 0).perSecond()).isZero();
        assertThat(recorder.result(9 * SECOND, 0).nanos()).isZero();
    }

    @Test
    void endlessKindsOfErrorsAreNotAllKept() {
        for (int i = 0; i < 1_000; i++) {
            recorder.ended(0, 0, new Outcome.Failed("KIND_" + i));
        }
        Measurement measured = recorder.result(20 * SECOND, 0);

        assertThat(measured.errors()).hasSize(Recorder.MAX_KINDS + 1);
        assertThat(measured.errors().get(Recorder.OTHER)).isEqualTo(1_000L - Recorder.MAX_KINDS);
        assertThat(measured.failed()).isEqualTo(1_000);
    }
}
