package io.quorate.simulator.planted;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Message;
import io.quorate.simulator.Simulation;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.fleet.RandomMix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each planted bug is caught by the seeds of the corpus, in their order. {@code -Dplanted.seeds=500} tries more seeds, and
 * {@code -Dplanted.only=RELAY_OFF,FETCH_OFF} fewer bugs.
 */
class PlantedBugsTest {
    private static final long VIEWS = 40;
    private static final int SEEDS = Integer.getInteger("planted.seeds", 60);
    private static final String ONLY = System.getProperty("planted.only", "");

    @Test
    void everyPlantedBugIsCaught() {
        List<String> table = new ArrayList<>();
        List<PlantedBug> missed = new ArrayList<>();
        Stream.of(PlantedBug.values())
                .filter(bug -> ONLY.isEmpty() || List.of(ONLY.split(",")).contains(bug.name()))
                .forEach(bug -> {
                    Catch caught = hunt(bug);
                    if (!caught.found()) {
                        missed.add(bug);
                    }
                    table.add(String.format("%-33s %-20s %3d", bug, caught.by(), caught.seeds()));
                });
        System.out.println("planted bug                       caught by           seeds\n" + String.join("\n", table));
        assertThat(missed).as("bugs that %s seeds did not show", SEEDS).isEmpty();
    }

    private record Catch(boolean found, String by, int seeds) {}

    private static Catch hunt(PlantedBug bug) {
        try (PlantedBug.Planted planted = bug.plant()) {
            for (int seed = 0; seed < SEEDS; seed++) {
                Outcome outcome = Simulation.run(RandomMix.of(seed, VIEWS), new Impatient());
                if (!outcome.isGood()) {
                    return new Catch(
                            true, outcome.violation().orElseThrow().invariant().name(), seed + 1);
                }
            }
            return new Catch(false, "nothing", SEEDS);
        }
    }

    /** A bug may let a run go on for ever: enough is enough. */
    private static final class Impatient implements Spectator {
        private static final int MOST = 400_000;
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
