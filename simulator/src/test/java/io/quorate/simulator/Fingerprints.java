package io.quorate.simulator;

import io.quorate.simulator.fleet.RandomMix;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Prints the fingerprints of some seeds: a program for another Java machine to run. */
final class Fingerprints {
    private static final long VIEWS = 20;

    private Fingerprints() {}

    public static void main(String[] seeds) {
        of(Arrays.stream(seeds).map(Long::parseLong).toList()).forEach(System.out::println);
    }

    static List<String> of(List<Long> seeds) {
        return seeds.stream()
                .map(seed -> Simulation.run(RandomMix.of(seed, VIEWS)))
                .flatMap(outcome -> Stream.of(
                        String.format(
                                Locale.ROOT, "%d %016x", outcome.scenario().seed(), outcome.fingerprint()),
                        outcome.height() + " " + outcome.messages()))
                .toList();
    }
}
