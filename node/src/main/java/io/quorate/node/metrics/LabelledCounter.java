package io.quorate.node.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A counter with one or two labels, whose values are capped: beyond the cap they count as {@code other}. Thread-safe. */
final class LabelledCounter {
    static final String OTHER = "other";

    private final MeterRegistry registry;
    private final String name;
    private final String help;
    private final List<String> labels;
    private final int cap;
    private final Map<List<String>, Counter> counters = new ConcurrentHashMap<>();

    LabelledCounter(MeterRegistry registry, String name, String help, List<String> labels, int cap) {
        this.registry = registry;
        this.name = name;
        this.help = help;
        this.labels = labels;
        this.cap = cap;
    }

    /** Makes values known before they are counted: a rate needs a zero to start from. */
    LabelledCounter knowing(String... values) {
        for (String value : values) {
            var unused = counter(List.of(value));
        }
        return this;
    }

    void add(double amount, String... values) {
        counter(List.of(values)).increment(amount);
    }

    private Counter counter(List<String> values) {
        Counter existing = counters.get(values);
        if (existing != null) {
            return existing;
        }
        if (counters.size() >= cap) {
            return counters.computeIfAbsent(labels.stream().map(label -> OTHER).toList(), this::register);
        }
        return counters.computeIfAbsent(values, this::register);
    }

    private Counter register(List<String> values) {
        Tags tags = Tags.empty();
        for (int i = 0; i < labels.size(); i++) {
            tags = tags.and(labels.get(i), values.get(i));
        }
        return Counter.builder(name).description(help).tags(tags).register(registry);
    }
}
