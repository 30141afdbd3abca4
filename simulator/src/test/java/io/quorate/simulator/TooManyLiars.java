package io.quorate.simulator;

import io.quorate.simulator.scenario.Delays;
import io.quorate.simulator.scenario.Fault;
import io.quorate.simulator.scenario.Scenario;
import io.quorate.simulator.scenario.SimulateOptions;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Scenarios with more liars than are tolerated. */
public final class TooManyLiars {
    private TooManyLiars() {}

    /** So many liars of a kind, and nothing else that goes wrong. */
    public static Scenario scenario(int nodes, int faulty, String kind, int views, long seed) {
        return new SimulateOptions(
                        nodes, faulty, seed, views, List.of(), List.of(kind), Delays.LAN, 0, 0, Optional.empty(), 0)
                .scenario();
    }

    /** Two twins of four, and two honest ones that are cut off from each other: some of them fork. */
    public static Stream<Scenario> forks() {
        return LongStream.range(36, 70).mapToObj(TooManyLiars::fork);
    }

    private static Scenario fork(long seed) {
        Scenario drawn = scenario(4, 2, "twins", 20, seed);
        List<Integer> honest =
                IntStream.range(0, 4).filter(drawn::isHonest).boxed().toList();
        List<Fault> cut = List.of(
                new Fault.OneWay(0, 600_000, honest.get(0), honest.get(1)),
                new Fault.OneWay(0, 600_000, honest.get(1), honest.get(0)));
        return new Scenario(
                seed,
                drawn.powers(),
                drawn.faulty(),
                drawn.conditions(),
                cut,
                drawn.chain(),
                drawn.load(),
                drawn.views());
    }
}
