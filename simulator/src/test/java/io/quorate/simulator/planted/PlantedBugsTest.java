package io.quorate.simulator.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Message;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.check.Invariant;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Each planted bug is caught by small seeds: first by the one that is known to show it, else by the first that does.
 * {@code -Dplanted.all=true} counts from the first seed on, {@code -Dplanted.seeds=500} tries more of them, and {@code
 * -Dplanted.only=RELAY_OFF,FETCH_OFF} takes fewer bugs.
 */
class PlantedBugsTest {
    private static final long VIEWS = 24;
    private static final int SEEDS = Integer.getInteger("planted.seeds", 300);
    private static final boolean ALL = Boolean.getBoolean("planted.all");
    private static final String ONLY = System.getProperty("planted.only", "");

    @Test
    void everyPlantedBugIsCaught() {
        List<String> table = new ArrayList<>();
        List<PlantedBug> missed = new ArrayList<>();
        for (PlantedBug bug : PlantedBug.values()) {
            if (ONLY.isEmpty() || List.of(ONLY.split(",")).contains(bug.name())) {
                Optional<Catch> caught = hunt(bug);
                table.add(String.format(
                        "| %s | %s | %s |",
                        bug.deed(),
                        caught.map(one -> one.by().text()).orElse("nothing"),
                        caught.map(one -> Long.toString(one.seed() + 1)).orElse("over " + SEEDS)));
                if (caught.isEmpty()) {
                    missed.add(bug);
                }
            }
        }
        System.out.println("| planted bug | caught since | seeds |\n|---|---|---|\n" + String.join("\n", table));
        assertThat(missed).as("bugs that %s seeds did not show", SEEDS).isEmpty();
    }

    /** Small seeds that are known to show a bug which the first few do not. */
    private static Map<PlantedBug, Long> known() {
        Map<PlantedBug, Long> known = new EnumMap<>(PlantedBug.class);
        known.put(PlantedBug.NOTARIZES_AFTER_NULLIFY, 5L);
        known.put(PlantedBug.FINALIZES_AFTER_NULLIFY, 5L);
        known.put(PlantedBug.FIRST_LOCK_ONLY_IN_THE_JOURNAL, 5L);
        known.put(PlantedBug.NULLIFICATIONS_FORGOTTEN, 30L);
        known.put(PlantedBug.JOURNAL_CUT_TOO_EARLY, 91L);
        known.put(PlantedBug.CERTIFICATES_WITHOUT_POWER, 37L);
        known.put(PlantedBug.CERTIFICATES_WITHOUT_SIGNATURES, 14L);
        known.put(PlantedBug.LAST_BLOCK_HAS_CHILDREN, 8L);
        known.put(PlantedBug.TIMERS_DO_NOT_GROW, 19L);
        known.put(PlantedBug.STALE_TIMERS, 7L);
        known.put(PlantedBug.RELAY_OFF, 48L);
        known.put(PlantedBug.STANDSTILL_OFF, 26L);
        known.put(PlantedBug.FETCH_OFF, 131L);
        return known;
    }

    private record Catch(Invariant by, long seed) {}

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
            LongStream seeds = LongStream.range(0, SEEDS);
            return (ALL ? seeds : LongStream.concat(LongStream.of(known().getOrDefault(bug, 0L)), seeds))
                    .mapToObj(seed -> run(seed).violation().map(found -> new Catch(found.invariant(), seed)))
                    .flatMap(Optional::stream)
                    .findFirst();
        } finally {
            planted.close();
        }
    }

    private static Outcome run(long seed) {
        return Simulation.run(RandomMix.of(RandomMix.SMALL + seed, VIEWS), new Impatient());
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
