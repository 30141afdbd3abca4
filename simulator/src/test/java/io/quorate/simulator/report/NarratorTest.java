package io.quorate.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.Vote;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Cast;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.report.Lesson.Suspect;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Nodes keep their numbers in what is told, whatever place they have in an epoch's set. */
class NarratorTest {
    private static final long ROUNDS = 80;

    private static Scenario scenario() {
        return new Scenario(
                5,
                Collections.nCopies(5, 1L),
                List.of(new Faulty(1, List.of(CharacterKind.DOUBLE_NOTARIZE))),
                new Conditions(Delays.LAN, 0, 0, 0),
                List.of(),
                new Chain(250, 200, 3_000),
                Load.LESSON,
                ROUNDS);
    }

    @Test
    void theVotesOfThoseBehindAJailedOneAreStillTheirs() {
        List<Lesson> lessons = new ArrayList<>();
        Narrator narrator = new Narrator(scenario(), ROUNDS, lessons::add);
        Outcome outcome = Simulation.run(scenario(), narrator);
        narrator.finish();

        assertThat(outcome.violation()).isEmpty();
        assertThat(outcome.punished()).containsExactly(1);
        List<Lesson> jailed = lessons.stream()
                .filter(lesson -> lesson.result() instanceof Lesson.Result.Decided)
                .filter(lesson -> lesson.ballots().get(1).yes() == 0)
                .toList();
        for (int node : List.of(0, 2, 3, 4)) {
            assertThat(jailed)
                    .as("rounds in which node %s voted", node)
                    .filteredOn(lesson -> lesson.ballots().get(node).yes() == 1)
                    .hasSizeGreaterThan(jailed.size() / 2);
        }
        assertThat(narrator.suspects()).extracting(Suspect::node).containsOnly(1);
    }

    @Test
    void evidenceNamesTheNodeThatHeldThePlaceInThatEpoch() {
        Narrator narrator = new Narrator(scenario(), ROUNDS, lesson -> {});
        narrator.begins(scenario(), new Cast() {
            @Override
            public int nodeOf(int machine) {
                return machine;
            }

            @Override
            public OptionalInt nodeOf(Epoch epoch, ValidatorIndex place) {
                return epoch.number() == 1
                        ? OptionalInt.of(place.number())
                        : place.number() < 4 ? OptionalInt.of(place.number() + 1) : OptionalInt.empty();
            }
        });

        narrator.accused(0, 0, twoVotes(1, 2));
        narrator.accused(0, 0, twoVotes(2, 3));
        narrator.accused(0, 0, twoVotes(2, 4));

        assertThat(narrator.suspects()).extracting(Suspect::node).containsExactly(2, 4);
    }

    /** Blocks over the limits are found invalid first, and prove themselves then. */
    @Test
    void whatIsProvenIsNotToldAsSuspected() {
        Scenario liar = new Scenario(
                5,
                Collections.nCopies(4, 1L),
                List.of(new Faulty(1, List.of(CharacterKind.OVER_LIMIT))),
                new Conditions(Delays.LAN, 0, 0, 0),
                List.of(),
                new Chain(250, 200, 3_000),
                Load.LESSON,
                12);
        Narrator narrator = new Narrator(liar, 12, lesson -> {});
        Outcome outcome = Simulation.run(liar, narrator);
        narrator.finish();

        assertThat(outcome.accused()).containsExactly(1);
        assertThat(narrator.suspects()).containsExactly(new Suspect(1, "invalid proposal", true));
    }

    private static Evidence twoVotes(long epoch, int place) {
        return Evidence.of(vote(epoch, place, 1), vote(epoch, place, 2)).orElseThrow();
    }

    private static Vote vote(long epoch, int place, int block) {
        Subject subject =
                Subject.notarize(Round.of(epoch, 7), new View(6), new BlockId(Sha256.hash(new byte[] {(byte) block})));
        return new Vote(subject, new ValidatorIndex(place), Signature.of(new byte[64]));
    }
}
