package io.quorate.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.check.Violation;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Twins: no placement of one validator that runs twice, and no partition of each of four views, makes the honest disagree
 * or stops them for good. A drawn sample in each build; {@code -Dtwins.all=true} plays all of them, {@code
 * -Dtwins.from=N -Dtwins.to=M} a range of them.
 */
class TwinsTest {
    private static final boolean ALL = Boolean.getBoolean("twins.all");
    private static final int SAMPLE = Integer.getInteger("twins.sample", 400);

    /** Who runs twice, and four bits for each of four views. */
    private static final int PLACEMENTS = 4 << 16;

    private static final int FROM = Integer.getInteger("twins.from", 0);
    private static final int TO = Integer.getInteger("twins.to", PLACEMENTS);
    private static final int TOLD = 10_000;

    private final List<String> failures = new ArrayList<>();
    private long played;

    @Test
    void noPlacementOfTwinsIsHarmful() {
        if (ALL) {
            playAll();
        } else {
            Chance chance = Chance.of(4, "twins");
            for (int i = 0; i < SAMPLE; i++) {
                play(
                        chance.below(4),
                        chance.below(Twins.PARTITIONS),
                        chance.below(Twins.PARTITIONS),
                        chance.below(Twins.PARTITIONS),
                        chance.below(Twins.PARTITIONS));
            }
        }
        System.out.println(played + " placements of twins played");
        assertThat(failures).isEmpty();
    }

    private void playAll() {
        for (int placement = FROM; placement < TO; placement++) {
            int twice = placement >> 16;
            int[] partitions = {placement & 15, placement >> 4 & 15, placement >> 8 & 15, placement >> 12 & 15};
            if (isFirstOfItsPair(twice, partitions)) {
                play(twice, partitions);
            }
            if (placement % TOLD == TOLD - 1) {
                System.out.println(
                        "twins: " + played + " placements played up to number " + placement + ", harmful " + failures);
            }
        }
    }

    /** The two machines with one key may change places: of such a pair of placements one is enough. */
    private static boolean isFirstOfItsPair(int twice, int... partitions) {
        for (int partition : partitions) {
            int other = partition >> twice & 1;
            if (other == 1) {
                // They stand apart: the mirrored partition has the same others on the other twin's side.
                int mirrored = (~partition & 15) | (1 << twice);
                if (mirrored != partition) {
                    return partition < mirrored;
                }
            }
        }
        return true;
    }

    private void play(int twice, int... partitions) {
        played++;
        try {
            Twins.play(twice, partitions);
        } catch (Violation | IllegalStateException e) {
            failures.add("validator " + twice + " twice, partitions "
                    + List.of(partitions[0], partitions[1], partitions[2], partitions[3]) + ": " + e.getMessage());
        }
    }
}
