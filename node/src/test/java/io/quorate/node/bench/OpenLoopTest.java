package io.quorate.node.bench;

import static io.quorate.node.bench.VirtualTimeline.MILLI;
import static io.quorate.node.bench.VirtualTimeline.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class OpenLoopTest {
    private final VirtualTimeline timeline = new VirtualTimeline();
    private final long start = timeline.nanos();
    private final Recorder recorder = new Recorder(start);
    private int made;

    private Signed next() {
        return new Signed("id" + made, "tx" + made++);
    }

    private OpenLoop load(double rate, Link... links) {
        return new OpenLoop(timeline, List.of(links), this::next, recorder, 0, rate);
    }

    private VirtualLink link(int connections, long delay) {
        return new VirtualLink(timeline, connections, now -> now + delay);
    }

    private Measurement stop(Load load) {
        load.stop();
        recorder.stop(timeline.nanos());
        timeline.pass(10 * SECOND);
        return recorder.result(timeline.nanos(), load.unsent());
    }

    @Test
    void theRateIsMetWhateverTheNodesTake() {
        VirtualLink slow = link(1_000, 3 * SECOND);
        VirtualLink fast = link(1_000, MILLI);
        OpenLoop load = load(2_000, slow, fast);

        load.start();
        timeline.pass(10 * SECOND - 1);
        Measurement measured = stop(load);

        assertThat(measured.counts().sent()).isBetween(19_990L, 20_000L);
        assertThat(measured.counts().sent() + measured.counts().unsent()).isEqualTo(20_000);
        assertThat(measured.counts().finals()).isEqualTo(measured.counts().sent());
        assertThat(slow.transactions() + fast.transactions())
                .isEqualTo((int) measured.counts().sent());
    }

    @Test
    void whatIsDueWithinMillisecondsTravelsTogetherAndTheNodesTakeTurns() {
        VirtualLink one = link(1_000, MILLI);
        VirtualLink other = link(1_000, MILLI);
        OpenLoop load = load(5_000, one, other);

        load.start();
        timeline.pass(SECOND);
        stop(load);

        assertThat(one.batches().size()).isCloseTo(125, within(2));
        assertThat(other.batches().size()).isCloseTo(125, within(2));
        assertThat(one.batches().subList(1, 100))
                .allSatisfy(batch -> assertThat(batch).hasSize(20));
    }

    @Test
    void aSlowRateIsSentAtItsTimesOneByOne() {
        VirtualLink link = link(10, MILLI);
        OpenLoop load = load(10, link);

        load.start();
        timeline.pass(SECOND - 1);
        stop(load);

        assertThat(link.times()).hasSize(10);
        for (int i = 0; i < 10; i++) {
            assertThat(link.times().get(i)).isEqualTo(start + i * (100 * MILLI));
        }
    }

    @Test
    void aBatchHoldsNoMoreThanTheLinkTakes() {
        VirtualLink link = link(1_000, MILLI);
        OpenLoop load = load(100_000, link);

        load.start();
        timeline.pass(SECOND);
        stop(load);

        assertThat(link.batches()).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 50));
        assertThat(link.transactions()).isGreaterThan(99_000);
    }

    @Test
    void aPauseOfTheNetworkShowsInTheLatencyOfAllThatWereDueInIt() {
        // One connection, and no answer in the first second: 1,000 transactions are due in it, one body goes out.
        VirtualLink paused = new VirtualLink(timeline, 1, now -> Math.max(now + MILLI, start + SECOND));
        OpenLoop load = load(1_000, paused);

        load.start();
        timeline.pass(2 * SECOND);
        Measurement measured = stop(load);

        // Half of all were due in the pause, and waited for 1 s to 0 s, evenly.
        assertThat(measured.latency().max()).isCloseTo(1_000, within(10.0));
        assertThat(measured.latency().p90()).isCloseTo(800, within(30.0));
        assertThat(measured.latency().mean()).isCloseTo(250, within(30.0));
        assertThat(measured.latency().p50()).isLessThan(60);
    }

    @Test
    void whatNoConnectionWasFreeForIsCountedAsNeverSent() {
        VirtualLink silent = new VirtualLink(timeline, 2, now -> now + 3_600 * SECOND);
        OpenLoop load = load(1_000, silent);

        load.start();
        timeline.pass(SECOND - 1);
        Measurement measured = stop(load);

        assertThat(silent.batches()).hasSize(2);
        assertThat(measured.counts().pending()).isEqualTo(silent.transactions());
        assertThat(measured.counts().unsent()).isEqualTo(1_000 - silent.transactions());
        assertThat(measured.counts().finals()).isZero();
        assertThat(measured.latency().count()).isZero();
        assertThat(measured.latency().p99()).isZero();
    }

    @Test
    void failuresAreCountedByKindAndDoNotSlowTheRate() {
        VirtualLink full = link(100, MILLI).ending(new Outcome.Failed("MEMPOOL_FULL"));
        VirtualLink good = link(100, MILLI);
        OpenLoop load = load(1_000, full, good);

        load.start();
        timeline.pass(SECOND);
        Measurement measured = stop(load);

        assertThat(measured.errors()).containsOnlyKeys("MEMPOOL_FULL");
        assertThat(measured.failed()).isEqualTo(full.transactions());
        assertThat(measured.counts().finals()).isEqualTo(good.transactions());
        assertThat(measured.counts().sent()).isGreaterThan(990);
    }

    @Test
    void nothingIsSentAfterTheStop() {
        VirtualLink link = link(100, MILLI);
        OpenLoop load = load(1_000, link);
        load.start();
        timeline.pass(SECOND);
        load.stop();
        int sent = link.transactions();

        timeline.pass(SECOND);

        assertThat(link.transactions()).isEqualTo(sent);
    }
}
