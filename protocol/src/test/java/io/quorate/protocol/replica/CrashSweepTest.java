package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * One run, repeated with a crash before and after each call to a node's disk: nothing is signed twice, nothing that was
 * final is lost, and the node comes back.
 */
class CrashSweepTest {
    private static final int MOST_RUNS = 90;

    @Test
    void aKillAtAnyCallToTheDiskIsSurvived() {
        sweep(Cluster.Loss.NOTHING_WRITTEN, 1, 1, 1, 1);
    }

    @Test
    void aPowerCutAtAnyCallToTheDiskIsSurvived() {
        sweep(Cluster.Loss.EVERYTHING_UNSYNCED, 1, 1, 1, 1);
    }

    @Test
    void aPowerCutOfTheOnlyValidatorIsSurvived() {
        sweep(Cluster.Loss.EVERYTHING_UNSYNCED, 1);
    }

    /** A kill takes nothing that was handed to the system: votes may be in the file without what they made. */
    @Test
    void aKillThatLosesNothingWrittenIsSurvivedByTheOnlyValidatorToo() {
        sweep(Cluster.Loss.NOTHING, 1);
        sweep(Cluster.Loss.NOTHING, 7, 1, 1);
        sweep(Cluster.Loss.NOTHING, 1, 1, 1, 1);
    }

    private static void sweep(Cluster.Loss loss, long... powers) {
        Cluster whole = run(-1, loss, powers);
        long points = whole.nodes.get(0).disk.points();
        assertThat(points).isGreaterThan(50);
        long stride = Math.max(1, points / MOST_RUNS);
        for (long point = 0; point < points; point += stride) {
            Cluster cluster = run(point, loss, powers);
            assertThat(cluster.nodes.get(0).crashes)
                    .as("crash at point %s", point)
                    .isEqualTo(1);
        }
    }

    private static Cluster run(long point, Cluster.Loss loss, long... powers) {
        // A small journal, so that its replacement is among the calls; short epochs, so that their change is.
        Cluster cluster = new Cluster(25, 700, Duration.ofSeconds(2), powers);
        Cluster.Node victim = cluster.nodes.get(0);
        victim.onCrash = loss;
        victim.disk.crashAt(point);
        cluster.startAll();
        for (int i = 0; i < 4; i++) {
            cluster.nodes.get(cluster.nodes.size() - 1).submit(cluster.transaction(i));
            cluster.runFor(Duration.ofMillis(900));
        }
        long height =
                cluster.nodes.stream().mapToLong(Cluster.Node::height).max().orElse(0);
        cluster.runUntil(
                Duration.ofSeconds(30),
                c -> c.nodes.stream().allMatch(node -> node.running() && node.height() > height));
        victim.acknowledged.forEach(id -> assertThat(victim.store.locate(id))
                .as("crash at point %s", point)
                .isPresent());
        assertThat(victim.refusals).as("crash at point %s", point).isZero();
        return cluster;
    }
}
