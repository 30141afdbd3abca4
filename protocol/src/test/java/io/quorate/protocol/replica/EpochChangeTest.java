package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** consensus.md, Epochs, and validators.md, Change: sets that come and go while the chain goes on. */
class EpochChangeTest {
    private static final Duration EPOCH = Duration.ofSeconds(5);
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Three become seven, then four others; the order of the set changes too, so an index means somebody else. */
    private static final TreeMap<Long, int[]> THREE_SEVEN_FOUR = new TreeMap<>();

    static {
        THREE_SEVEN_FOUR.put(2L, new int[] {0, 1, 2, 3});
        THREE_SEVEN_FOUR.put(3L, new int[] {4, 3, 2, 1, 0});
        THREE_SEVEN_FOUR.put(4L, new int[] {0, 6, 1, 5, 2, 4, 3});
        THREE_SEVEN_FOUR.put(6L, new int[] {6, 5, 4, 3, 2});
        THREE_SEVEN_FOUR.put(7L, new int[] {3, 4, 5, 6});
    }

    private static Cluster threeSevenFour(long seed) {
        Cluster cluster = new Cluster(seed, EPOCH, 1, 1, 1);
        for (int i = 3; i < 7; i++) {
            cluster.addNode();
        }
        THREE_SEVEN_FOUR.forEach(cluster::changeSet);
        return cluster;
    }

    private static boolean isMember(int node, long epoch) {
        var change = THREE_SEVEN_FOUR.floorEntry(epoch);
        return change == null ? node < 3 : Arrays.stream(change.getValue()).anyMatch(member -> member == node);
    }

    private static boolean allIn(Cluster cluster, long epoch) {
        return cluster.nodes.stream()
                .filter(Cluster.Node::running)
                .allMatch(node -> node.replica().snapshot().epoch().epoch().number() >= epoch);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void threeValidatorsBecomeSevenAndThenFourWithoutStopping(long seed) {
        Cluster cluster = threeSevenFour(seed).startAll();

        cluster.runUntil(LONG, all -> allIn(all, 9));

        for (Cluster.Node node : cluster.nodes) {
            TreeSet<Epoch> member = LongStream.rangeClosed(1, 8)
                    .filter(epoch -> isMember(node.index, epoch))
                    .mapToObj(Epoch::new)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(node.epochsVotedIn.headSet(new Epoch(9)))
                    .as("seed %d: node %d votes from its first epoch on, and in no other", seed, node.index)
                    .isEqualTo(member);
            assertThat(node.faults).as("seed %d: node %d", seed, node.index).isZero();
        }
        assertThat(cluster.leastHeight()).as("seed %d", seed).isGreaterThanOrEqualTo(8 * 4);
    }

    @Test
    void theSetsOfTheEvidenceWindowAreKnownHoweverManyEpochsItHas() {
        Cluster cluster = new Cluster(1, Duration.ofSeconds(1), 1, 1, 1, 1).startAll();
        cluster.runUntil(LONG, all -> allIn(all, 67));
        Cluster.Node node = cluster.nodes.get(0);
        assertThat(node.replica().epochSets().get(new Epoch(1))).isPresent();

        node.crash();
        node.start();
        assertThat(node.replica().epochSets().get(new Epoch(1))).as("restarted").isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void setsChangeThoughMessagesAreLostAndNodesCrash(long seed) {
        Cluster cluster = threeSevenFour(seed).startAll();
        cluster.loss = 0.05;
        for (int i = 0; i < 30; i++) {
            Cluster.Node node = cluster.nodes.get(cluster.random().nextInt(7));
            Duration when = Duration.ofMillis(1_500L * i);
            cluster.at(when, () -> {
                if (node.running()) {
                    node.crash();
                }
            });
            cluster.at(when.plusMillis(900), () -> {
                if (!node.running()) {
                    node.start();
                }
            });
        }

        cluster.runUntil(LONG, all -> allIn(all, 9));

        assertThat(cluster.accused).as("seed %d", seed).isEmpty();
    }

    @Test
    void whoStartsLateSyncsFirstAndVotesFromItsFirstEpochOn() {
        Cluster cluster = new Cluster(5, EPOCH, 1, 1, 1);
        Cluster.Node late = cluster.addNode();
        cluster.changeSet(6, 0, 3, 1, 2);
        cluster.nodes.subList(0, 3).forEach(Cluster.Node::start);
        cluster.runUntil(
                LONG,
                all -> all.nodes.get(0).replica().snapshot().epoch().epoch().number() >= 4);

        late.start();
        cluster.runUntil(LONG, all -> allIn(all, 8));

        assertThat(late.epochsVotedIn.first()).isEqualTo(new Epoch(6));
    }

    @Test
    void whoWasAwayForManyEpochsFollowsTheSetsThatChangedMeanwhile() {
        Cluster cluster = threeSevenFour(11).startAll();
        cluster.runUntil(LONG, all -> allIn(all, 2));
        cluster.nodes.get(5).crash();
        cluster.runUntil(LONG, all -> allIn(all, 8));

        cluster.nodes.get(5).start();
        cluster.runUntil(Duration.ofSeconds(60), all -> allIn(all, 10));

        assertThat(cluster.nodes.get(5).epochsVotedIn).contains(new Epoch(9));
    }

    /** A set of none but strangers: only those who left hold what lets them begin. */
    @Test
    void whoLeftServesTheLastFinalizationUntilTheNextEpochGoesOn() {
        Cluster cluster = new Cluster(7, EPOCH, 1, 1, 1);
        for (int i = 3; i < 6; i++) {
            cluster.addNode();
        }
        cluster.changeSet(2, 5, 4, 3);
        cluster.startAll();
        // The newcomers hear of no finalization of the last block at first.
        List<Integer> newcomers = List.of(3, 4, 5);
        cluster.cut = link -> newcomers.contains(link.to())
                && !newcomers.contains(link.from())
                && !(link.message() instanceof Message.Report);
        cluster.runUntil(
                LONG,
                all -> all.nodes.subList(0, 3).stream()
                        .allMatch(node ->
                                node.replica().snapshot().epoch().epoch().number() == 2));
        cluster.nodes.get(1).crash();
        cluster.nodes.get(2).crash();
        cluster.cut = link -> false;

        cluster.runUntil(LONG, all -> allIn(all, 4));

        assertThat(cluster.nodes.get(0).epochsVotedIn).containsExactly(new Epoch(1));
    }
}
