package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.codec.SigningBytes;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.Vote;
import io.quorate.protocol.types.VoteKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** consensus.md, Persist before send. */
class DoppelgangerTest {
    private static Cluster cluster(long seed, long... powers) {
        Cluster cluster = new Cluster(seed, powers);
        cluster.nodes.forEach(node -> node.doppelgangerCheck = true);
        return cluster;
    }

    private static void assertNoAlarm(Cluster cluster) {
        assertThat(cluster.nodes).allMatch(node -> node.doppelganger.isEmpty());
    }

    @Test
    void validatorsThatAllListenFirstBeginAfterTenSeconds() {
        Cluster cluster = cluster(1, 1, 1, 1).startAll();

        cluster.runFor(Duration.ofMillis(9_900));
        assertThat(cluster.nodes).allMatch(node -> node.votesCast == 0);

        cluster.runUntil(Duration.ofSeconds(15), c -> c.leastHeight() >= 5);
        assertNoAlarm(cluster);
    }

    @Test
    void oneThatJoinsOthersListensForTwoViews() {
        Cluster cluster = cluster(2, 1, 1, 1, 1);
        for (int i = 0; i < 3; i++) {
            cluster.nodes.get(i).doppelgangerCheck = false;
            cluster.nodes.get(i).start();
        }
        cluster.runFor(Duration.ofSeconds(5));

        cluster.nodes.get(3).start();
        cluster.runFor(Duration.ofMillis(900));
        assertThat(cluster.nodes.get(3).votesCast).isZero();

        cluster.runUntil(Duration.ofSeconds(6), c -> c.nodes.get(3).votesCast > 0);
    }

    @Test
    void itsOwnVotesFromBeforeARestartAreNoDoppelganger() {
        Cluster cluster = cluster(3, 1, 1, 1, 1).startAll();
        for (int i = 0; i < 12; i++) {
            cluster.runFor(Duration.ofSeconds(7));
            Cluster.Node node = cluster.nodes.get(i % 4);
            node.crash();
            node.start();
        }
        long height = cluster.leastHeight();

        cluster.runUntil(Duration.ofMinutes(1), c -> c.leastHeight() >= height + 10);
        assertNoAlarm(cluster);
    }

    @Test
    void aTwinThatListensFirstSignsNothing() {
        Cluster cluster = cluster(4, 1, 1, 1, 1).startAll();
        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= 5);
        Cluster.Node twin = cluster.new Node(4, TestChain.signer(0), 400);
        twin.doppelgangerCheck = true;
        cluster.nodes.add(twin);

        twin.start();

        cluster.runUntil(Duration.ofSeconds(10), c -> twin.doppelganger.isPresent());
        cluster.runFor(Duration.ofMinutes(1));
        assertThat(twin.votesCast).isZero();
        assertThat(cluster.nodes.subList(0, 4)).allMatch(node -> node.doppelganger.isEmpty());
    }

    private static void hears(Cluster cluster, Subject subject) {
        byte[] bytes = SigningBytes.of(cluster.genesis.chain(), subject);
        Vote vote = new Vote(subject, new ValidatorIndex(0), TestChain.signer(0).sign(bytes));
        cluster.nodes.get(0).receive(Cluster.peerId(1), new Message.CastVote(vote));
    }

    @Test
    void itStopsSigningWheneverItHearsAVoteThatItDidNotCast() {
        Cluster cluster = cluster(5, 1, 1, 1, 1).startAll();
        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= 5);
        Round now = cluster.nodes.get(0).replica().snapshot().round();
        Subject foreign = Subject.nullify(new Round(now.epoch(), now.view().plus(3)));

        hears(cluster, foreign);

        assertThat(cluster.nodes.get(0).doppelganger).contains(foreign);
        int votes = cluster.nodes.get(0).votesCast;
        cluster.runFor(Duration.ofMinutes(1));
        assertThat(cluster.nodes.get(0).votesCast).isEqualTo(votes);
        assertThat(cluster.leastHeight()).isGreaterThan(20);
    }

    /** A twin on a slow line: its votes come when those of the others have made their quorum. */
    @Test
    void aTwinWhoseVotesComeAfterTheQuorumIsHeardToo() {
        Cluster cluster = cluster(7, 1, 1, 1, 1);
        for (int i = 1; i < 4; i++) {
            cluster.nodes.get(i).doppelgangerCheck = false;
            cluster.nodes.get(i).start();
        }
        cluster.runFor(Duration.ofSeconds(5));
        List<Subject> notarized = new ArrayList<>();
        // Nothing more becomes final, so that no floor rises above what the twin voted for.
        cluster.cut = link -> {
            if (link.message() instanceof Message.Certify certify
                    && link.to() == 0
                    && certify.certificate().kind() == VoteKind.NOTARIZE) {
                notarized.add(certify.certificate().subject());
            }
            return link.message() instanceof Message.CastVote cast
                    && cast.vote().subject().kind() == VoteKind.FINALIZE;
        };
        cluster.runFor(Duration.ofSeconds(2));
        Cluster.Node listener = cluster.nodes.get(0);
        listener.start();
        cluster.runUntil(Duration.ofSeconds(2), c -> notarized.stream().anyMatch(listener.replica()::holds));
        Subject held =
                notarized.stream().filter(listener.replica()::holds).findFirst().orElseThrow();
        assertThat(listener.votesCast).isZero();

        hears(cluster, held);

        assertThat(listener.doppelganger).contains(held);
    }

    @Test
    void aVoteAtOrBelowTheFloorSaysNothing() {
        Cluster cluster = cluster(6, 1, 1, 1, 1).startAll();
        cluster.runUntil(Duration.ofSeconds(30), c -> c.leastHeight() >= 5);

        Cluster.Node node = cluster.nodes.get(0);
        Subject forgotten =
                node.store.finalization(new Height(node.height())).orElseThrow().subject();
        hears(cluster, forgotten);

        assertNoAlarm(cluster);
    }
}
