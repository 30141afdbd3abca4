package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** operations.md, Stopping all at one height. */
class HaltTest {
    private static Cluster cluster(long seed, long halt, long... powers) {
        Cluster cluster = new Cluster(seed, powers);
        cluster.haltHeight = Optional.of(new Height(halt));
        return cluster;
    }

    private static boolean allHalted(Cluster cluster) {
        return cluster.nodes.stream().filter(Cluster.Node::running).allMatch(node -> node.halted.isPresent());
    }

    private static void assertAllAt(Cluster cluster, long height) {
        assertThat(cluster.nodes.stream().filter(Cluster.Node::running))
                .allSatisfy(node -> assertThat(node.height()).isEqualTo(height));
    }

    /** Whichever block it is: in the middle of an epoch, its last, or the first of the next. */
    @Test
    void allHaltAfterTheSameBlock() {
        for (long halt = 1; halt <= 25; halt++) {
            Cluster cluster = cluster(halt, halt, 1, 1, 1, 1).startAll();

            cluster.runUntil(Duration.ofMinutes(1), HaltTest::allHalted);

            cluster.runFor(Duration.ofSeconds(30));
            assertAllAt(cluster, halt);
        }
    }

    @Test
    void theyHaltUnderLoadAndLoss() {
        for (long seed = 1; seed <= 10; seed++) {
            Cluster cluster = cluster(seed, 40, 1, 1, 1, 1);
            cluster.loss = 0.1;
            cluster.startAll();
            for (int i = 0; i < 400; i++) {
                int number = i;
                cluster.at(
                        Duration.ofMillis(20L * i),
                        () -> cluster.nodes.get(number % 4).submit(cluster.transaction(number)));
            }

            cluster.runUntil(Duration.ofMinutes(3), HaltTest::allHalted);

            assertAllAt(cluster, 40);
        }
    }

    @Test
    void theBlockIsProposedAgainUntilItIsFinal() {
        Cluster cluster = cluster(1, 5, 1, 1, 1, 1).startAll();
        cluster.cut = link -> link.message() instanceof Message.CastVote cast
                && cast.vote().subject().kind() == VoteKind.FINALIZE
                && cluster.leastHeight() >= 4;
        cluster.runFor(Duration.ofSeconds(20));
        assertAllAt(cluster, 4);
        assertThat(cluster.nodes.get(0).replica().snapshot().views()).hasSizeGreaterThan(1);

        cluster.cut = link -> false;

        cluster.runUntil(Duration.ofMinutes(1), HaltTest::allHalted);
        assertAllAt(cluster, 5);
    }

    @Test
    void oneThatWouldGoOnFindsNobodyToVoteWithIt() {
        Cluster cluster = cluster(2, 10, 1, 1, 1, 1);
        cluster.nodes.get(2).halts = false;
        cluster.startAll();

        cluster.runFor(Duration.ofMinutes(1));

        assertAllAt(cluster, 10);
        assertThat(cluster.nodes).filteredOn(node -> node.halts).allMatch(node -> node.halted.isPresent());
        assertThat(cluster.nodes.get(2).halted).isEmpty();
    }

    @Test
    void noneStopsBeforeAQuorumHasReportedTheBlock() {
        Cluster cluster = cluster(3, 10, 1, 1, 1);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= 9);
        cluster.cut = link -> link.message() instanceof Message.Report;
        cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() == 10);
        cluster.runFor(Duration.ofMinutes(1));
        assertThat(cluster.nodes).allMatch(node -> node.halted.isEmpty());

        cluster.cut = link -> false;

        cluster.runUntil(Duration.ofSeconds(10), HaltTest::allHalted);
    }

    @Test
    void oneThatComesLateCatchesUpAndHaltsToo() {
        Cluster cluster = cluster(4, 30, 1, 1, 1);
        cluster.nodes.get(0).start();
        cluster.nodes.get(1).start();
        cluster.runUntil(Duration.ofMinutes(2), HaltTest::allHalted);

        cluster.nodes.get(2).start();

        cluster.runUntil(Duration.ofMinutes(1), HaltTest::allHalted);
        assertAllAt(cluster, 30);
    }

    @Test
    void oneThatIsStartedAgainHaltsAgain() {
        Cluster cluster = cluster(5, 12, 1, 1, 1).startAll();
        cluster.runUntil(Duration.ofMinutes(1), HaltTest::allHalted);

        cluster.nodes.get(1).crash();
        cluster.nodes.get(1).start();

        cluster.runUntil(Duration.ofSeconds(10), HaltTest::allHalted);
        assertAllAt(cluster, 12);
    }

    @Test
    void afterwardsTheChainGoesOnWithoutTheOption() {
        Cluster cluster = cluster(6, 20, 1, 1, 1, 1).startAll();
        cluster.runUntil(Duration.ofMinutes(1), HaltTest::allHalted);
        cluster.nodes.forEach(Cluster.Node::crash);
        cluster.haltHeight = Optional.empty();
        cluster.startAll();

        cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= 30);
    }
}
