package io.quorate.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators are given to look at uses only metrics that a node has. */
class DashboardTest {
    private static final Path CONFIG = Path.of("..", "config");
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(_[a-z]+)+\\b(?!\\s*\\()");
    private static final Set<String> ABSENT_BEFORE_A_COLLECTION = Set.of("jvm_gc_pause_seconds_sum");

    private static Set<String> existing() {
        try (NodeMetrics metrics = MetricsFixture.metrics()) {
            metrics.validatorKnown("alice");
            metrics.networkBytes("in", "vote", 100);
            Set<String> names = MetricsFixture.names(metrics.scrape());
            names.addAll(ABSENT_BEFORE_A_COLLECTION);
            return names;
        }
    }

    private static Set<String> used(String expression) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(expression.replaceAll("\"[^\"]*\"", ""));
        while (matcher.find()) {
            names.add(matcher.group());
        }
        return names;
    }

    @Test
    void theDashboardUsesOnlyMetricsThatExist() throws IOException {
        JsonNode dashboard = new JsonMapper()
                .readTree(Files.readString(CONFIG.resolve("grafana").resolve("quorate.json")));
        Set<String> used = new TreeSet<>();
        for (JsonNode expression : dashboard.findValues("expr")) {
            Set<String> names = used(expression.textValue());
            Set<String> metrics = new TreeSet<>(names);
            metrics.removeIf(name -> !name.contains("_"));
            assertThat(metrics).as(expression.textValue()).isNotEmpty();
            used.addAll(metrics);
        }
        assertThat(used).hasSizeGreaterThan(20);
        assertThat(existing()).containsAll(used);
    }

    @Test
    void theAlertsUseOnlyMetricsThatExist() throws IOException {
        Set<String> used = new TreeSet<>();
        for (String line : Files.readAllLines(CONFIG.resolve("prometheus").resolve("alerts.yml"))) {
            if (line.strip().startsWith("expr:")) {
                used.addAll(used(line));
            }
        }
        assertThat(used).hasSizeGreaterThan(4);
        assertThat(existing()).containsAll(used);
    }
}
