package io.quorate.protocol.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With Byzantine power under a third nothing forks, no honest validator is accused, and transactions become final. */
class ByzantineTest {
    @ParameterizedTest
    @EnumSource(Byzantine.class)
    void oneOfFourHarmsNobody(Byzantine character) {
        for (long seed = 400; seed < 404; seed++) {
            run(seed, 4, character);
        }
    }

    @ParameterizedTest
    @EnumSource(Byzantine.class)
    void twoOfSevenHarmNobody(Byzantine character) {
        for (long seed = 500; seed < 502; seed++) {
            run(seed, 7, character, character);
        }
    }

    @Test
    void twoOfDifferentCharactersOfSevenHarmNobody() {
        Byzantine[] all = Byzantine.values();
        for (int i = 0; i < all.length; i++) {
            run(600 + i, 7, all[i], all[(i + 1) % all.length]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Byzantine.class,
            names = {"EQUIVOCATING_LEADER", "DOUBLE_VOTER", "NULLIFY_AND_FINALIZE"})
    void whoSignsAPairOfTheEvidenceTableIsFound(Byzantine character) {
        Cluster cluster = run(800, 4, character);
        assertThat(cluster.accused).hasSize(1);
        // every honest one holds the evidence, or finds it on chain, where it goes by itself
        ValidatorIndex liar = cluster.accused.first();
        List<Cluster.Node> honest =
                cluster.nodes.stream().filter(Cluster.Node::isHonest).toList();
        assertThat(cluster.accusers.get(liar))
                .containsAll(honest.stream().map(node -> node.index).toList());
        cluster.runUntil(Duration.ofSeconds(60), c -> honest.stream().anyMatch(node -> isPunished(node, liar)));
    }

    private static boolean isPunished(Cluster.Node node, ValidatorIndex validator) {
        for (long epoch = 1; epoch <= 20; epoch++) {
            Offence offence = new Offence(new Epoch(epoch), validator, Misbehaviour.EQUIVOCATION, View.ZERO);
            if (node.store.state().get(LogApplication.punished(offence)).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private static Cluster run(long seed, int size, Byzantine... characters) {
        long[] powers = new long[size];
        Arrays.fill(powers, 1);
        Cluster cluster = new Cluster(seed, Duration.ofSeconds(6), powers);
        Random random = new Random(seed);
        for (Byzantine character : characters) {
            int index;
            do {
                index = random.nextInt(size);
            } while (!cluster.nodes.get(index).isHonest());
            cluster.nodes.get(index).becomes(character);
        }
        cluster.maxDelayMicros = 40_000;
        cluster.startAll();
        cluster.loss = 0.05;
        for (int i = 0; i < 20; i++) {
            cluster.nodes.get(random.nextInt(size)).submit(cluster.transaction(i));
            cluster.runFor(Duration.ofMillis(random.nextInt(400)));
        }
        cluster.loss = 0;
        Cluster.Node honest = cluster.nodes.stream()
                .filter(Cluster.Node::isHonest)
                .findFirst()
                .orElseThrow();
        var last = cluster.transaction(1_000);
        honest.submit(last);
        cluster.runUntil(
                Duration.ofSeconds(60),
                c -> c.nodes.stream()
                        .filter(Cluster.Node::isHonest)
                        .allMatch(node -> node.acknowledged.contains(last.id())));
        cluster.nodes.stream()
                .filter(Cluster.Node::isHonest)
                .forEach(node -> assertThat(node.refusals).as("seed %s", seed).isZero());
        return cluster;
    }
}
