package io.quorate.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.simulator.explore.Explorer.Explored;
import io.quorate.simulator.planted.PlantedBug;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every order of delivery, loss, timers and one crash, of the real core, against a leader that says two things: what is
 * small enough whole in each build, of the rest a part. {@code -Dexplore.plays=100000000} tries all of it, {@code
 * -Dexplore.only=TWO_VIEWS_AND_A_CRASH} takes one.
 */
class ExplorerTest {
    private static final long PLAYS = Long.getLong("explore.plays", 3_000);
    private static final String ONLY = System.getProperty("explore.only", "");

    /** What is tried out. */
    enum Instance {
        ONE_VIEW(new Bounds(1, 0, 2, false, false, false)),
        ONE_VIEW_AND_A_CRASH_AT_ANY_CALL(new Bounds(1, 0, 2, true, true, false)),
        ONE_VIEW_VOTE_BY_VOTE(new Bounds(1, 0, 1, false, false, true)),
        TWO_VIEWS(new Bounds(2, 0, 2, false, false, false)),
        TWO_VIEWS_AND_A_CRASH(new Bounds(2, 0, 2, true, false, false)),
        TWO_VIEWS_OF_ONE_BLOCK_AND_A_CRASH(new Bounds(2, 0, 1, true, false, false)),
        THE_LAST_VIEW_OF_AN_EPOCH(new Bounds(1, 1, 2, false, false, false)),
        THE_LAST_BLOCK_TWICE(new Bounds(2, 1, 1, false, false, false)),
        THE_LAST_BLOCK_TWICE_AND_A_CRASH(new Bounds(2, 1, 1, true, false, false));

        @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
        private final Bounds bounds;

        Instance(Bounds bounds) {
            this.bounds = bounds;
        }
    }

    @ParameterizedTest
    @EnumSource
    void noOrderOfEventsBreaksAnInvariant(Instance instance) {
        if (!ONLY.isEmpty() && !ONLY.equals(instance.name())) {
            return;
        }
        long start = System.nanoTime();
        Explored explored = new Explorer(instance.bounds, PLAYS).explore();
        System.out.printf("%s: %s in %d s%n", instance, explored, (System.nanoTime() - start) / 1_000_000_000);
        assertThat(explored.whole() || explored.plays() >= PLAYS).isTrue();
        if (!instance.bounds.crash()) {
            // The small part of what has a crash in it does not come so far.
            assertThat(explored.again()).isEqualTo(instance.bounds.endsAnEpoch() && instance.bounds.views() > 1);
            assertThat(explored.after()).isEqualTo(instance.bounds.endsAnEpoch());
        }
    }

    @Test
    void aViewIsTriedOutWhole() {
        assertThat(new Explorer(Instance.ONE_VIEW.bounds, Long.MAX_VALUE)
                        .explore()
                        .whole())
                .isTrue();
    }

    /** Is the exploring worth anything? (A fork for want of a nullification needs a second leader who lies.) */
    @ParameterizedTest
    @CsvSource({
        "VOTES_FORGOTTEN, ONE_VIEW_AND_A_CRASH_AT_ANY_CALL",
        "SENT_BEFORE_SYNC, ONE_VIEW",
        "QUORUM_OFF_BY_ONE, ONE_VIEW",
        "NOTARIZES_TWICE, ONE_VIEW",
        "NOTARIZES_AFTER_NULLIFY, ONE_VIEW",
        "FINALIZES_AFTER_NULLIFY, ONE_VIEW",
        "PROPOSES_ON_THE_LAST_BLOCK, THE_LAST_BLOCK_TWICE"
    })
    void aPlantedBugIsFound(PlantedBug bug, Instance instance) {
        PlantedBug.Planted planted = bug.plant();
        try {
            assertThatThrownBy(() -> new Explorer(instance.bounds, 50_000).explore())
                    .isInstanceOf(AssertionError.class)
                    .satisfies(found -> System.out.println(bug + " in " + instance + ": " + found));
        } finally {
            planted.close();
        }
    }
}
