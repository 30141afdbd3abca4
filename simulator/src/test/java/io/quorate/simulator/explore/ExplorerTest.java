package io.quorate.simulator.explore;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.explore.Explorer.Explored;
import org.junit.jupiter.api.Test;

/**
 * Every order of delivery, loss, timers and one crash, of the real core, against a leader that says two things: a corner of
 * it in each build; {@code -Dexplore.states=5000000 -Dexplore.views=2} more.
 */
class ExplorerTest {
    private static final long STATES = Long.getLong("explore.states", 1_500);
    private static final int VIEWS = Integer.getInteger("explore.views", 2);

    @Test
    void noOrderOfEventsBreaksAnInvariant() {
        Explored explored = new Explorer(VIEWS, false, STATES).explore();
        System.out.println(VIEWS + " views: " + explored);
        assertThat(explored.whole() || explored.states() >= STATES).isTrue();
    }

    @Test
    void noOrderOfEventsWithACrashBreaksAnInvariant() {
        Explored explored = new Explorer(VIEWS, true, STATES).explore();
        System.out.println(VIEWS + " views and a crash: " + explored);
        assertThat(explored.whole() || explored.states() >= STATES).isTrue();
    }
}
