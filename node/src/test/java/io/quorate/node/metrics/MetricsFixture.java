package io.quorate.node.metrics;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** Metrics with constant levels. */
final class MetricsFixture {
    private MetricsFixture() {}

    static NodeMetrics metrics() {
        return new NodeMetrics(
                new Levels(() -> 7, () -> 1, () -> 8, () -> 2, () -> 3, () -> 300, () -> 1, () -> 2, () -> 1_000),
                Path.of("."));
    }

    /** The names of all samples, and of the metrics themselves. */
    static Set<String> names(String scrape) {
        Set<String> names = new TreeSet<>();
        scrape.lines().forEach(line -> {
            String[] words = line.split("[ {]", -1);
            names.add(line.startsWith("#") ? words[2] : words[0]);
        });
        return names;
    }
}
