package io.quorate.simulator.explore;

import static io.quorate.simulator.explore.Bounds.Crash.AROUND_A_STEP;
import static io.quorate.simulator.explore.Bounds.Crash.AT_ANY_CALL;
import static io.quorate.simulator.explore.Bounds.Detail.EACH_VOTE;
import static io.quorate.simulator.explore.Bounds.Detail.SETTLING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.simulator.explore.Explorer.Explored;
import io.quorate.simulator.planted.PlantedBug;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every order of delivery, loss, timers and one crash, of the real core, against a leader that lies: what is small enough
 * whole in each build, of the rest a part. {@code -Dexplore.plays=100000000 -Dexplore.states=100000000} tries all of it,
 * {@code -Dexplore.only=TWO_VIEWS_AND_A_CRASH} takes one, {@code -Dexplore.audited=1} tries out a second way of each life
 * that has one.
 */
class ExplorerTest {
    private static final long PLAYS = Long.getLong("explore.plays", 3_000);
    private static final long STATES = Long.getLong("explore.states", 20_000);
    private static final int AUDITED = Integer.getInteger("explore.audited", 8);
    private static final String ONLY = System.getProperty("explore.only", "");

    /** What is tried out. */
    enum Instance {
        ONE_VIEW(Bounds.views(1)),
        ONE_VIEW_AND_A_CRASH_AT_ANY_CALL(Bounds.views(1).crash(AT_ANY_CALL)),
        ONE_VIEW_VOTE_BY_VOTE(Bounds.views(1).liar(1, 1).detail(EACH_VOTE)),
        TWO_VIEWS(Bounds.views(2).detail(SETTLING)),
        TWO_VIEWS_AND_A_CRASH_OF_ONE_BLOCK(
                Bounds.views(2).liar(1, 1).crash(AROUND_A_STEP).detail(SETTLING)),
        TWO_VIEWS_AND_A_CRASH(Bounds.views(2).crash(AROUND_A_STEP).detail(SETTLING)),
        THREE_VIEWS_OF_ONE_BLOCK(Bounds.views(3).liar(1, 1).detail(SETTLING)),
        THE_SECOND_LEADER_LIES(Bounds.views(2).liar(2, 1)),
        THE_SECOND_LEADER_LIES_AND_A_CRASH(
                Bounds.views(2).liar(2, 1).crash(AROUND_A_STEP).detail(SETTLING)),
        THE_SECOND_LEADER_PROPOSES_TWICE(Bounds.views(2).liar(2, 2)),
        THE_SECOND_LEADER_NAMES_TWO_PARENTS(Bounds.views(2).liar(2, 3)),
        UNEQUAL_POWERS(Bounds.views(2).powers(3L, 1L, 1L, 2L).liar(2, 1)),
        UNEQUAL_POWERS_VOTE_BY_VOTE(
                Bounds.views(1).powers(3L, 1L, 1L, 2L).liar(2, 1).detail(EACH_VOTE)),
        UNEQUAL_POWERS_AND_A_CRASH(Bounds.views(2)
                .powers(3L, 1L, 1L, 2L)
                .liar(2, 1)
                .crash(AROUND_A_STEP)
                .detail(SETTLING)),
        THE_LAST_VIEW_OF_AN_EPOCH(Bounds.views(1).thenAnotherEpoch(1).detail(SETTLING)),
        THE_LAST_BLOCK_TWICE(Bounds.views(2).thenAnotherEpoch(1).liar(1, 1).detail(SETTLING)),
        THE_LAST_BLOCK_TWICE_AND_A_CRASH(Bounds.views(2)
                .thenAnotherEpoch(1)
                .liar(1, 1)
                .crash(AROUND_A_STEP)
                .detail(SETTLING));

        @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
        private final Bounds bounds;

        Instance(Bounds bounds) {
            this.bounds = bounds;
        }

        Explorer explorer(long plays, long states) {
            return new Explorer(bounds, new Explorer.Most(plays, states), AUDITED);
        }
    }

    private static void tell(Explored soFar) {
        System.out.println("explorer: " + soFar);
    }

    @ParameterizedTest
    @EnumSource
    void noOrderOfEventsBreaksAnInvariant(Instance instance) {
        if (!ONLY.isEmpty() && !List.of(ONLY.split(",")).contains(instance.name())) {
            return;
        }
        long start = System.nanoTime();
        Explored explored = instance.explorer(PLAYS, STATES).explore(ExplorerTest::tell);
        System.out.printf("%s: %s in %d s%n", instance, explored, (System.nanoTime() - start) / 1_000_000_000);
        assertThat(explored.whole() || explored.plays() >= PLAYS || explored.states() >= STATES)
                .isTrue();
        if (explored.whole()) {
            assertThat(explored.again()).isEqualTo(instance.bounds.endsAnEpoch() && instance.bounds.views() > 1);
            assertThat(explored.after()).isEqualTo(instance.bounds.endsAnEpoch());
        }
    }

    @Test
    void aViewIsTriedOutWhole() {
        assertThat(Instance.ONE_VIEW
                        .explorer(Long.MAX_VALUE, Long.MAX_VALUE)
                        .explore(ExplorerTest::tell)
                        .whole())
                .isTrue();
    }

    /** Is the exploring worth anything? */
    @ParameterizedTest
    @CsvSource({
        "VOTES_FORGOTTEN, ONE_VIEW_AND_A_CRASH_AT_ANY_CALL",
        "SENT_BEFORE_SYNC, ONE_VIEW",
        "CERTIFICATES_NOT_KEPT, ONE_VIEW",
        "BLOCKS_NOT_KEPT, ONE_VIEW",
        "QUORUM_OFF_BY_ONE, ONE_VIEW",
        "NOTARIZES_TWICE, ONE_VIEW",
        "NOTARIZES_AFTER_NULLIFY, ONE_VIEW",
        "FINALIZES_AFTER_NULLIFY, ONE_VIEW",
        "QUORUM_BY_COUNT, UNEQUAL_POWERS_VOTE_BY_VOTE",
        "NULLIFICATIONS_FORGOTTEN, THE_SECOND_LEADER_LIES",
        "PARENT_UNCHECKED, THE_SECOND_LEADER_NAMES_TWO_PARENTS",
        "PROPOSES_ON_THE_LAST_BLOCK, THE_LAST_BLOCK_TWICE"
    })
    void aPlantedBugIsFound(PlantedBug bug, Instance instance) {
        PlantedBug.Planted planted = bug.plant();
        try {
            assertThatThrownBy(() -> instance.explorer(50_000, Long.MAX_VALUE).explore(ExplorerTest::tell))
                    .isInstanceOf(AssertionError.class)
                    .satisfies(found -> System.out.println(bug + " in " + instance + ": " + found));
        } finally {
            planted.close();
        }
    }
}
