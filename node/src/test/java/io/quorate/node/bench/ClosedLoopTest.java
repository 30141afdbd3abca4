package io.quorate.node.bench;

import static io.quorate.node.bench.VirtualTimeline.MILLI;
import static io.quorate.node.bench.VirtualTimeline.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClosedLoopTest {
    private final VirtualTimeline timeline = new VirtualTimeline();
    private final Recorder recorder = new Recorder(timeline.nanos());

    private ClosedLoop load(int clients, Link... links) {
        return new ClosedLoop(timeline, List.of(links), () -> new Signed("id", "tx"), recorder, clients);
    }

    private VirtualLink link(long delay) {
        return new VirtualLink(timeline, 1_000, now -> now + delay);
    }

    @Test
    void aClientSendsTheNextWhenTheLastIsFinal() {
        VirtualLink link = link(4 * MILLI);
        ClosedLoop load = load(1, link);

        load.start();
        timeline.pass(SECOND);
        load.stop();
        recorder.stop(timeline.nanos());
        timeline.pass(SECOND);
        Measurement measured = recorder.result(timeline.nanos(), load.unsent());

        assertThat(measured.counts().sent()).isEqualTo(251);
        assertThat(measured.counts().finalsInTime()).isEqualTo(250);
        assertThat(measured.counts().finals()).isEqualTo(251);
        assertThat(measured.counts().pending()).isZero();
        assertThat(measured.perSecond()).isCloseTo(250, within(0.001));
        assertThat(measured.latency().p50()).isCloseTo(4, within(0.01));
        assertThat(measured.latency().max()).isCloseTo(4, within(0.01));
    }

    @Test
    void clientsAreSpreadOverTheNodesAndNeverHaveTwoUnderWay() {
        VirtualLink one = link(3_600 * SECOND);
        VirtualLink other = link(3_600 * SECOND);
        ClosedLoop load = load(5, one, other);

        load.start();
        timeline.pass(SECOND);

        assertThat(one.transactions()).isEqualTo(3);
        assertThat(other.transactions()).isEqualTo(2);
        assertThat(recorder.pending()).isEqualTo(5);
    }

    @Test
    void aClientRestsAfterAFailureAndGoesOn() {
        VirtualLink down = link(0).ending(new Outcome.Failed(Kinds.CONNECTION_REFUSED));
        ClosedLoop load = load(1, down);

        load.start();
        timeline.pass(SECOND);
        Measurement measured = recorder.result(timeline.nanos(), load.unsent());

        assertThat(measured.errors()).containsExactly(java.util.Map.entry(Kinds.CONNECTION_REFUSED, 21L));
    }
}
