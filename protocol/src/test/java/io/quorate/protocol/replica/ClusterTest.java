package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.ValidatorIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whole clusters of honest replicas: what they finalize, and what they survive. */
class ClusterTest {
    @Test
    void threeIdleValidatorsFinalizeABlockASecond() {
        Cluster cluster = new Cluster(1, 1, 1, 1).startAll();

        cluster.runFor(Duration.ofMinutes(1));

        assertThat(cluster.leastHeight()).isBetween(50L, 75L);
        assertThat(cluster.nodes.get(0).replica().snapshot().epoch().epoch().number())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void whoVotesWhenTheQuorumIsThereIsHeardAllTheSame() {
        Cluster cluster = new Cluster(1, 1, 1, 1).startAll();

        cluster.runFor(Duration.ofMinutes(1));

        assertThat(cluster.nodes.get(0).heardLate).containsExactly(new ValidatorIndex(1), new ValidatorIndex(2));
    }

    @Test
    void oneValidatorAloneFinalizes() {
        Cluster cluster = new Cluster(1, 1).startAll();

        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= 20);
    }

    @Test
    void aTransactionIsFinalAfterThreeMessageDelays() {
        Cluster cluster = new Cluster(1, 1, 1, 1, 1).startAll();
        cluster.minDelayMicros = 10_000;
        cluster.maxDelayMicros = 10_000;
        cluster.runFor(Duration.ofSeconds(5));
        long begin = cluster.nowMicros;
        Transaction transaction = cluster.transaction(1);

        cluster.nodes.get(0).submit(transaction);
        cluster.runUntil(
                Duration.ofSeconds(2),
                c -> c.nodes.stream().allMatch(node -> node.acknowledged.contains(transaction.id())));

        // One delay to the leader at most, then propose, notarize, finalize.
        assertThat(cluster.nowMicros - begin).isLessThanOrEqualTo(4 * 10_000);
    }

    @Test
    void twoOfThreeFinalizeAndTheThirdCatchesUp() {
        Cluster cluster = new Cluster(2, 1, 1, 1);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.runUntil(Duration.ofMinutes(2), c -> c.leastHeight() >= 60);

        cluster.nodes.get(2).start();

        cluster.runUntil(Duration.ofSeconds(10), c -> c.leastHeight() >= 60);
        long height = cluster.leastHeight();
        cluster.runUntil(Duration.ofSeconds(20), c -> c.leastHeight() >= height + 10);
    }

    @Test
    void oneOfThreeAloneFinalizesNothing() {
        Cluster cluster = new Cluster(3, 1, 1, 1);
        cluster.nodes.get(0).start();

        cluster.runFor(Duration.ofMinutes(1));

        assertThat(cluster.leastHeight()).isZero();
    }

    @Test
    void weightedPowersDecideByPowerAndNotByHeads() {
        Cluster cluster = new Cluster(4, 5, 1, 1);
        cluster.nodes.get(0).start();
        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= 5);
    }

    @Test
    void aDeadLeaderCostsNoMoreThanItsOwnViews() {
        Cluster cluster = new Cluster(5, 1, 1, 1, 1).startAll();
        cluster.runFor(Duration.ofSeconds(5));
        cluster.nodes.get(3).crash();
        long from = cluster.nodes.get(0).height();

        for (int i = 0; i < 30; i++) {
            Transaction transaction = cluster.transaction(i);
            cluster.nodes.get(i % 3).submit(transaction);
            cluster.runUntil(
                    Duration.ofSeconds(2), c -> c.nodes.get(0).acknowledged.contains(transaction.id()));
        }

        assertThat(cluster.nodes.get(0).height()).isGreaterThan(from + 25);
    }

    @Test
    void aPartitionStopsTheMinorityAndHeals() {
        Cluster cluster = new Cluster(6, 1, 1, 1, 1).startAll();
        cluster.runFor(Duration.ofSeconds(3));
        cluster.cut = link -> (link.from() == 3) != (link.to() == 3);
        cluster.runFor(Duration.ofSeconds(25));
        long minority = cluster.nodes.get(3).height();
        long majority = cluster.nodes.get(0).height();
        assertThat(majority).isGreaterThan(minority + 10);

        cluster.cut = link -> false;

        cluster.runUntil(Duration.ofSeconds(10), c -> c.leastHeight() > majority);
    }

    @Test
    void aPartitionInHalvesStopsAllAndHeals() {
        Cluster cluster = new Cluster(7, 1, 1, 1, 1).startAll();
        cluster.runFor(Duration.ofSeconds(3));
        cluster.cut = link -> (link.from() < 2) != (link.to() < 2);
        cluster.runFor(Duration.ofMinutes(1));
        long height = cluster.leastHeight();

        cluster.cut = link -> false;

        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= height + 20);
    }

    @Test
    void lossAndReorderingSlowButDoNotStop() {
        for (long seed = 100; seed < 105; seed++) {
            Cluster cluster = new Cluster(seed, 1, 1, 1, 1).startAll();
            cluster.loss = 0.15;
            cluster.maxDelayMicros = 60_000;
            Cluster running = cluster;
            for (int i = 0; i < 50; i++) {
                int number = i;
                cluster.at(
                        Duration.ofMillis(200L * i),
                        () -> running.nodes.get(number % 4).submit(running.transaction(number)));
            }
            cluster.runUntil(
                    Duration.ofMinutes(4), c -> c.nodes.stream().allMatch(node -> node.acknowledged.size() == 50));
        }
    }

    @Test
    void crashesAtAnyTimeLoseNothingAcknowledgedAndSignNothingTwice() {
        for (long seed = 200; seed < 218; seed++) {
            Cluster cluster = new Cluster(seed, Duration.ofSeconds(5), 1, 1, 1, 1).startAll();
            cluster.loss = 0.02;
            Random random = new Random(seed);
            long number = 0;
            for (int round = 0; round < 15; round++) {
                Cluster.Node victim = cluster.nodes.get(random.nextInt(4));
                for (int i = 0; i < 5; i++) {
                    Cluster.Node to = cluster.nodes.get(random.nextInt(4));
                    if (to.running()) {
                        to.submit(cluster.transaction(number++));
                    }
                    cluster.runFor(Duration.ofMillis(random.nextInt(60)));
                }
                victim.crash();
                cluster.runFor(Duration.ofMillis(random.nextInt(3_000)));
                victim.start();
            }
            cluster.loss = 0;
            long height = cluster.leastHeight();
            cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= height + 20);
            for (Cluster.Node node : cluster.nodes) {
                node.acknowledged.forEach(
                        id -> assertThat(node.store.locate(id)).isPresent());
                assertThat(node.refusals).as("seed %s", seed).isZero();
                assertThat(node.faults).as("seed %s", seed).isZero();
            }
        }
    }

    @Test
    void allCrashAtOnceAndGoOn() {
        for (long seed = 300; seed < 320; seed++) {
            Cluster cluster = new Cluster(seed, Duration.ofSeconds(4), 1, 1, 1).startAll();
            Random random = new Random(seed);
            for (int round = 0; round < 6; round++) {
                cluster.nodes.get(0).submit(cluster.transaction(round));
                cluster.runFor(Duration.ofMillis(random.nextInt(5_000)));
                cluster.nodes.forEach(Cluster.Node::crash);
                cluster.startAll();
            }
            long height = cluster.leastHeight();
            cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= height + 10);
        }
    }

    @Test
    void aPowerCutOfAllAtOnceLosesNothingAcknowledged() {
        for (long seed = 350; seed < 360; seed++) {
            Cluster cluster = new Cluster(30, seed, Duration.ofSeconds(3), 1, 1, 1, 1);
            cluster.nodes.forEach(node -> node.onCrash = Cluster.Loss.EVERYTHING_UNSYNCED);
            cluster.startAll();
            Random random = new Random(seed);
            for (int round = 0; round < 5; round++) {
                cluster.nodes.get(0).submit(cluster.transaction(round));
                cluster.runFor(Duration.ofMillis(random.nextInt(4_000)));
                cluster.nodes.forEach(Cluster.Node::crash);
                cluster.startAll();
                for (Cluster.Node node : cluster.nodes) {
                    node.acknowledged.forEach(
                            id -> assertThat(node.store.locate(id)).isPresent());
                }
            }
            long height = cluster.leastHeight();
            cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= height + 5);
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Cluster cluster = new Cluster(42, 1, 2, 1, 1).startAll();
            cluster.loss = 0.1;
            cluster.nodes.get(0).submit(cluster.transaction(7));
            cluster.runFor(Duration.ofSeconds(30));
            runs.add(cluster.describe() + cluster.messages);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1));
    }

    @Test
    void anIdleFullMeshRelaysNothing() {
        Cluster cluster = new Cluster(9, 1, 1, 1, 1);
        // Where finalize votes overtake notarize votes, somebody lacks a notarization, and is rightly told of it.
        cluster.minDelayMicros = cluster.maxDelayMicros;
        cluster.startAll();
        cluster.runFor(Duration.ofSeconds(5));
        List<Message> relayed = new ArrayList<>();
        cluster.cut = link -> {
            if (link.message() instanceof Message.Certify certify
                    && certify.certificate().kind() != io.quorate.protocol.types.VoteKind.FINALIZE) {
                relayed.add(link.message());
            }
            return false;
        };

        cluster.runFor(Duration.ofSeconds(15));

        assertThat(relayed).isEmpty();
    }
}
