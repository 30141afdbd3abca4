package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One run, again and again, with a kill of one node before and after each of its calls to disk and network: its ledger,
 * its journal, which is replaced on the way, and its epochs, which change, all come back. {@code -Dsweep.stride=1} kills
 * at every call.
 */
class CrashSweepTest {
    private static final int STRIDE = Integer.getInteger("sweep.stride", 97);
    private static final long VIEWS = 30;
    private static final int NODE = 1;
    private static final long ALL_UP_MILLIS = 21;

    @Test
    void aKillBeforeAndAfterEachCallIsSurvived() {
        sweep(false, 1L, 1L, 1L, 1L);
    }

    @Test
    void aLossOfPowerBeforeAndAfterEachCallIsSurvived() {
        sweep(true, 1L, 1L, 1L, 1L);
    }

    @Test
    void soItIsOfTheNodeWithoutWhichThereIsNoQuorum() {
        sweep(true, 1L, 4L, 1L);
    }

    private static void sweep(boolean power, Long... powers) {
        int point = 0;
        int kills = 0;
        // A point beyond the last call kills nobody: then all were tried.
        for (boolean killed = true; killed; point += STRIDE) {
            Outcome outcome = Simulation.run(scenario(point, power, List.of(powers)));
            assertThat(outcome.violation()).as("killed at call %s", point).isEmpty();
            assertThat(outcome.height()).as("killed at call %s", point).isGreaterThan(20);
            killed = outcome.crashes() > 0;
            kills += killed ? 1 : 0;
        }
        assertThat(kills).isGreaterThan(500 / STRIDE);
    }

    private static Scenario scenario(int point, boolean power, List<Long> powers) {
        return new Scenario(
                5,
                powers,
                List.of(),
                Conditions.healthy(Delays.LAN),
                List.of(new Fault.Crash(ALL_UP_MILLIS, NODE, point, power, 120)),
                new Chain(100, 60, 700),
                new Load(false, 20),
                VIEWS);
    }
}
