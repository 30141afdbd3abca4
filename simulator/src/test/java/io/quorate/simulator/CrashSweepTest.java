package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
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

    /** Starting takes calls of its own: what the journal gives back is committed, its journal synced and replaced. */
    @Test
    void aSecondKillBeforeAndAfterEachCallOfTheRestartIsSurvived() {
        sweepTheRestart(false, 1L, 1L, 1L, 1L);
    }

    @Test
    void aSecondLossOfPowerBeforeAndAfterEachCallOfTheRestartIsSurvived() {
        sweepTheRestart(true, 1L, 4L, 1L);
    }

    private static void sweepTheRestart(boolean power, Long... powers) {
        int second = 0;
        int point = 0;
        for (boolean killed = true; killed; point += STRIDE) {
            Starts starts = new Starts();
            // A call beyond those of the restart comes later in the run: then all of that restart were tried.
            for (int call = 0; killed && starts.cut == call; call++) {
                Fault.Crash once = new Fault.Crash(ALL_UP_MILLIS, NODE, point, power, 120);
                Outcome outcome = Simulation.run(scenario(once.andAgain(call), List.of(powers)), starts);
                assertThat(outcome.violation())
                        .as("killed at call %s, and at call %s of the restart", point, call)
                        .isEmpty();
                assertThat(outcome.height()).isGreaterThan(20);
                killed = outcome.crashes() > 0;
            }
            second += starts.cut;
        }
        assertThat(second).isGreaterThan(point / STRIDE);
    }

    /** Counts the starts of the node that were cut short. */
    private static final class Starts implements Spectator {
        private int cut;
        private boolean starting;

        @Override
        public void stopped(long now, int machine, String why) {
            cut += machine == NODE && starting ? 1 : 0;
            starting = machine == NODE || starting;
        }

        @Override
        public void started(long now, int machine) {
            starting = machine != NODE && starting;
        }
    }

    private static void sweep(boolean power, Long... powers) {
        int point = 0;
        int kills = 0;
        // A point beyond the last call kills nobody: then all were tried.
        for (boolean killed = true; killed; point += STRIDE) {
            Fault.Crash crash = new Fault.Crash(ALL_UP_MILLIS, NODE, point, power, 120);
            Outcome outcome = Simulation.run(scenario(crash, List.of(powers)));
            assertThat(outcome.violation()).as("killed at call %s", point).isEmpty();
            assertThat(outcome.height()).as("killed at call %s", point).isGreaterThan(20);
            killed = outcome.crashes() > 0;
            kills += killed ? 1 : 0;
        }
        assertThat(kills).isGreaterThan(500 / STRIDE);
    }

    private static Scenario scenario(Fault.Crash crash, List<Long> powers) {
        return new Scenario(
                5,
                powers,
                List.of(),
                Conditions.healthy(Delays.LAN),
                List.of(crash),
                new Chain(100, 60, 700),
                new Load(false, 20),
                VIEWS);
    }
}
