package io.quorate.simulator.planted;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Message;
import io.quorate.simulator.Corpus;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.check.Violation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.CharacterKind;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Faulty;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each planted bug is caught by a seed of the fixed corpus, and breaks there what it is known to break. {@code
 * -Dplanted.only=RELAY_OFF,FETCH_OFF} takes fewer bugs; {@code -Dplanted.all=true} looks for the first small seed that
 * shows each, among {@code -Dplanted.seeds=300}, and tells what it breaks.
 */
class PlantedBugsTest {
    private static final int SEEDS = Integer.getInteger("planted.seeds", 300);
    private static final boolean ALL = Boolean.getBoolean("planted.all");
    private static final String ONLY = System.getProperty("planted.only", "");

    /** What each bug breaks first, in a small seed that shows it. */
    private static final Map<PlantedBug, Catch> KNOWN = Map.ofEntries(
            entry(PlantedBug.QUORUM_OFF_BY_ONE, new Catch(Invariant.QUORUM, 0)),
            entry(PlantedBug.QUORUM_BY_COUNT, new Catch(Invariant.QUORUM, 0)),
            entry(PlantedBug.NO_SYNC, new Catch(Invariant.PERSIST_BEFORE_SEND, 0)),
            entry(PlantedBug.SENT_BEFORE_SYNC, new Catch(Invariant.PERSIST_BEFORE_SEND, 0)),
            entry(PlantedBug.VOTES_FORGOTTEN, new Catch(Invariant.SAID_AGAIN, 1)),
            entry(PlantedBug.CERTIFICATES_FORGOTTEN, new Catch(Invariant.DURABILITY, 1)),
            entry(PlantedBug.BLOCKS_FORGOTTEN, new Catch(Invariant.DURABILITY, 1)),
            entry(PlantedBug.NOTARIZES_TWICE, new Catch(Invariant.HONEST_SIGNING, 1)),
            entry(PlantedBug.NOTARIZES_AFTER_NULLIFY, new Catch(Invariant.HONEST_SIGNING, 5)),
            entry(PlantedBug.FINALIZES_AFTER_NULLIFY, new Catch(Invariant.HONEST_SIGNING, 8)),
            entry(PlantedBug.FIRST_LOCK_ONLY_IN_THE_JOURNAL, new Catch(Invariant.HONEST_SIGNING, 8)),
            entry(PlantedBug.NULLIFICATIONS_FORGOTTEN, new Catch(Invariant.RESTS_ON_DURABLE, 30)),
            entry(PlantedBug.CERTIFICATES_WITHOUT_POWER, new Catch(Invariant.QUORUM, 37)),
            entry(PlantedBug.CERTIFICATES_WITHOUT_SIGNATURES, new Catch(Invariant.HONEST_ACCUSED, 37)),
            entry(PlantedBug.VOTES_WITHOUT_SIGNATURES, new Catch(Invariant.HONEST_ACCUSED, 0)),
            entry(PlantedBug.CERTIFICATES_OF_OTHER_EPOCHS, new Catch(Invariant.HONEST_SIGNING, 0)),
            entry(PlantedBug.RESULTS_UNCHECKED, new Catch(Invariant.EQUAL_STATES, 3)),
            entry(PlantedBug.VOTES_WITHOUT_EXECUTION, new Catch(Invariant.RUNNING, 3)),
            entry(PlantedBug.CERTIFICATES_NOT_KEPT, new Catch(Invariant.RESTS_ON_DURABLE, 0)),
            entry(PlantedBug.BLOCKS_NOT_KEPT, new Catch(Invariant.RESTS_ON_DURABLE, 0)),
            entry(PlantedBug.JOURNAL_CUT_TOO_EARLY, new Catch(Invariant.RESTS_ON_DURABLE, 32)),
            entry(PlantedBug.EXECUTES_AGAIN, new Catch(Invariant.VALIDITY, 0)),
            entry(PlantedBug.BODY_UNCHECKED, new Catch(Invariant.RUNNING, 0)),
            entry(PlantedBug.PROPOSES_ON_THE_LAST_BLOCK, new Catch(Invariant.HONEST_PROPOSAL, 3)),
            entry(PlantedBug.LAST_BLOCK_HAS_CHILDREN, new Catch(Invariant.VALIDITY, 8)),
            entry(PlantedBug.VIEWS_GO_BACK, new Catch(Invariant.MONOTONE, 0)),
            entry(PlantedBug.TIMERS_DO_NOT_GROW, new Catch(Invariant.LIVENESS, 98)),
            entry(PlantedBug.STALE_TIMERS, new Catch(Invariant.LIVENESS, 3)),
            entry(PlantedBug.LIVE_LEADERS_SKIPPED, new Catch(Invariant.LIVENESS, 0)),
            entry(PlantedBug.RELAY_OFF, new Catch(Invariant.SPREAD, 48)),
            entry(PlantedBug.FETCH_OFF, new Catch(Invariant.SPREAD, 50)),
            entry(PlantedBug.STANDSTILL_OFF, new Catch(Invariant.SAID_AGAIN, 26)),
            entry(PlantedBug.VOTES_NOT_SENT_AGAIN, new Catch(Invariant.SAID_AGAIN, 1)),
            entry(PlantedBug.CONTRADICTIONS_OVERLOOKED, new Catch(Invariant.EVIDENCE_SPREADS, 0)),
            entry(PlantedBug.EVIDENCE_NOT_KEPT, new Catch(Invariant.EVIDENCE_SPREADS, 0)),
            entry(PlantedBug.EVIDENCE_NOT_TOLD, new Catch(Invariant.EVIDENCE_SPREADS, 0)),
            entry(PlantedBug.EVIDENCE_NOT_SUBMITTED, new Catch(Invariant.PUNISHED, 0)),
            entry(PlantedBug.PENALTIES_NOT_RECORDED, new Catch(Invariant.EVIDENCE_SPREADS, 0)),
            entry(PlantedBug.PUNISHED_AND_NOT_JAILED, new Catch(Invariant.PUNISHED, 0)),
            entry(PlantedBug.PUNISHED_AGAIN, new Catch(Invariant.PUNISHED_ONCE, 0)),
            entry(PlantedBug.ANOTHER_PUNISHED, new Catch(Invariant.EVIDENCE_SPREADS, 0)));

    /** What no seed of the corpus shows, but a schedule made for it. */
    private static final PlantedBug DESIGNED = PlantedBug.PARENT_UNCHECKED;

    private record Catch(Invariant by, long seed) {}

    @Test
    void everyPlantedBugIsCaught() {
        List<String> table = new ArrayList<>();
        Map<PlantedBug, Catch> caught = new EnumMap<>(PlantedBug.class);
        List<PlantedBug> planted = Stream.of(PlantedBug.values())
                .filter(bug -> bug != DESIGNED)
                .filter(bug -> ONLY.isEmpty() || List.of(ONLY.split(",")).contains(bug.name()))
                .toList();
        for (PlantedBug bug : planted) {
            Optional<Catch> found = hunt(bug);
            found.ifPresent(one -> caught.put(bug, one));
            table.add(String.format(
                    "| %s | %s | %s |",
                    bug.deed(),
                    found.map(one -> one.by().text()).orElse("nothing"),
                    found.map(one -> Long.toString(one.seed() + 1)).orElse("none")));
        }
        System.out.println("| planted bug | caught since | seeds |\n|---|---|---|\n" + String.join("\n", table));
        Map<PlantedBug, Catch> known = new EnumMap<>(KNOWN);
        known.keySet().retainAll(planted);
        if (ALL) {
            assertThat(caught).as("bugs that %s seeds show", SEEDS).containsOnlyKeys(known.keySet());
        } else {
            assertThat(caught).as("what shows each bug").isEqualTo(known);
        }
    }

    @Test
    void whatShowsThemIsInTheCorpus() {
        assertThat(KNOWN).hasSize(PlantedBug.values().length - 1).doesNotContainKey(DESIGNED);
        assertThat(KNOWN.values().stream().map(Catch::seed))
                .isSubsetOf(Corpus.small().boxed().toList());
    }

    /** One liar whose header and parent view name two blocks, and messages that are as late as finality is. */
    @Test
    void aParentThatIsNotTheBlockOfItsViewIsCaughtWhereTheVoteOnItRestsOnNothing() {
        Scenario scenario = new Scenario(
                1,
                Collections.nCopies(4, 1L),
                List.of(new Faulty(1, List.of(CharacterKind.STALE_PARENT))),
                Conditions.healthy(Delays.parse("1..40ms")),
                List.of(),
                new Chain(100, 60, 100_000),
                new Load(false, 40),
                60);
        assertThat(Simulation.run(scenario).violation()).isEmpty();
        PlantedBug.Planted planted = DESIGNED.plant();
        try {
            assertThat(Simulation.run(scenario).violation().map(Violation::invariant))
                    .contains(Invariant.RESTS_ON_DURABLE);
        } finally {
            planted.close();
        }
    }

    /** The first seed that fails with the bug, and holds without it: else it is not the bug that shows. */
    private static Optional<Catch> hunt(PlantedBug bug) {
        Optional<Catch> caught = huntPlanted(bug);
        caught.ifPresent(by -> assertThat(run(by.seed()).violation())
                .as("seed %s shows %s, and without it", by.seed(), bug)
                .isEmpty());
        return caught;
    }

    private static Optional<Catch> huntPlanted(PlantedBug bug) {
        PlantedBug.Planted planted = bug.plant();
        try {
            LongStream seeds = ALL
                    ? LongStream.range(0, SEEDS)
                    : LongStream.of(Objects.requireNonNull(KNOWN.get(bug)).seed());
            return seeds.mapToObj(seed -> run(seed).violation().map(found -> new Catch(found.invariant(), seed)))
                    .flatMap(Optional::stream)
                    .findFirst();
        } finally {
            planted.close();
        }
    }

    private static Outcome run(long seed) {
        return Simulation.run(RandomMix.of(Corpus.seed(seed), Corpus.SMALL_VIEWS), new Impatient());
    }

    /** A bug may let a run go on for ever: enough is enough. */
    private static final class Impatient implements Spectator {
        private static final int MOST = 150_000;
        private int messages;

        @Override
        public void delivered(long now, int from, int to, Message message) {
            messages++;
        }

        @Override
        public boolean hasSeenEnough() {
            return messages > MOST;
        }
    }
}
