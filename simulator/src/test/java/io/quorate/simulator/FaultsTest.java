package io.quorate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import io.quorate.simulator.cluster.Outcome;
import io.quorate.simulator.cluster.Spectator;
import io.quorate.simulator.scenario.Chain;
import io.quorate.simulator.scenario.Conditions;
import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Load;
import io.quorate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Faults by themselves: each does what it says, and every invariant holds. */
class FaultsTest {
    private final TreeMap<Epoch, TreeSet<Integer>> leaders = new TreeMap<>();
    private final List<String> stops = new ArrayList<>();

    private Outcome run(int nodes, long views, Fault... faults) {
        Scenario scenario = new Scenario(
                11,
                Collections.nCopies(nodes, 1L),
                List.of(),
                Conditions.healthy(Delays.LAN),
                List.of(faults),
                new Chain(100, 50, 1_000),
                new Load(false, 20, true),
                views);
        Outcome outcome = Simulation.run(scenario, new Spectator() {
            @Override
            public void entered(long now, int machine, Round round, int leader) {
                leaders.computeIfAbsent(round.epoch(), unknown -> new TreeSet<>())
                        .add(leader);
            }

            @Override
            public void stopped(long now, int machine, String why) {
                stops.add(machine + " " + why);
            }
        });
        assertThat(outcome.violation()).isEmpty();
        return outcome;
    }

    @Test
    void aRollingRestartStopsEachOnceAndFinalityGoesOn() {
        Outcome outcome = run(5, 200, new Fault.RollingRestart(200, true, 150, 300));
        assertThat(stops)
                .containsExactly(
                        "0 is restarted in its turn",
                        "1 is restarted in its turn",
                        "2 is restarted in its turn",
                        "3 is restarted in its turn",
                        "4 is restarted in its turn");
        assertThat(outcome.heightAtHeal()).isGreaterThan(20);
    }

    @Test
    void aPartitionThatMovesHasOtherMembersAfterEachPeriod() {
        Fault.MovingPartition moving = new Fault.MovingPartition(100, 350, List.of(0, 0, 1, 1), true, 100);
        assertThat(moving.stations())
                .containsExactly(
                        new Fault.Partition(100, 200, List.of(0, 0, 1, 1), true),
                        new Fault.Partition(200, 300, List.of(1, 0, 0, 1), true),
                        new Fault.Partition(300, 350, List.of(1, 1, 0, 0), true));
        run(4, 60, new Fault.MovingPartition(100, 4_000, List.of(0, 0, 1, 1), true, 150));
        run(5, 60, new Fault.MovingPartition(100, 4_000, List.of(0, 0, 0, 1, 1), false, 150));
    }

    @Test
    void whoLeavesLeadsNothingUntilItHasJoinedAgain() {
        run(5, 400, new Fault.Leave(300, 2, 2_500));
        List<Boolean> leads =
                leaders.values().stream().map(of -> of.contains(2)).toList();
        assertThat(leads.get(0)).isTrue();
        assertThat(leads).as("leads in an epoch").contains(false);
        assertThat(leads.lastIndexOf(true)).as("led again").isGreaterThan(leads.indexOf(false));
    }

    @Test
    void aReplacedKeyLeadsOnFromTheNextSet() {
        run(4, 300, new Fault.Rotation(300, 1));
        assertThat(stops).containsExactly("1 is stopped for its new key");
        // The last epoch may have just begun.
        assertThat(leaders.lowerEntry(leaders.lastKey()).getValue()).contains(1);
    }
}
