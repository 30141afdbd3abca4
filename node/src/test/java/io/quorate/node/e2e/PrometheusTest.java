package io.quorate.node.e2e;

import static io.quorate.crypto.keystore.DevelopmentKeys.ALICE;
import static io.quorate.crypto.keystore.DevelopmentKeys.BOB;
import static io.quorate.crypto.keystore.DevelopmentKeys.CHARLIE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus, with the files that operators are given, over three nodes. */
@TestInstance(Lifecycle.PER_CLASS)
class PrometheusTest {
    private static final Path CONFIG = Path.of("..", "config");
    private static final String INSTALL = "apt-get install prometheus";
    private static final Pattern NAME = Pattern.compile("\\b[a-z]+(_[a-z]+)+\\b(?!\\s*\\()");
    private static final long END_SECONDS = 30;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private Path directory = Path.of("");
    private Network network = new Network(directory, "local");
    private List<Process> prometheus = List.of();

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        Path program = Programs.orSkip("prometheus", INSTALL);
        Programs.orSkip("promtool", INSTALL);
        directory = shared;
        network = new Network(shared, "local", ALICE, BOB, CHARLIE);
        network.startAll();
        Files.copy(CONFIG.resolve("prometheus").resolve("alerts.yml"), shared.resolve("alerts.yml"));
        prometheus = List.of(new ProcessBuilder(
                        program.toString(),
                        "--config.file=" + scrapeFile(),
                        "--storage.tsdb.path=" + shared.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start());
        Await.until("Prometheus to answer", this::known, () -> {
            assertThat(prometheus.get(0).isAlive()).as(this::known).isTrue();
            try {
                return get("/-/ready").statusCode() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @AfterAll
    void stop() throws InterruptedException {
        network.close();
        for (Process process : prometheus) {
            process.destroy();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    /** The file that operators are given, with the ports of these nodes and a scrape each second. */
    private Path scrapeFile() throws IOException {
        String text = Files.readString(CONFIG.resolve("prometheus").resolve("prometheus.yml"));
        List<Member> members = network.members();
        for (int i = 0; i < members.size(); i++) {
            String target = "127.0.0.1:" + (9615 + i);
            assertThat(text).contains(target);
            text = text.replace(target, "127.0.0.1:" + members.get(i).metrics());
        }
        assertThat(text).contains("scrape_interval: 5s", "evaluation_interval: 5s");
        return Files.writeString(directory.resolve("prometheus.yml"), text.replace("_interval: 5s", "_interval: 1s"));
    }

    private Path log() {
        return directory.resolve("prometheus.log");
    }

    private String known() {
        try {
            return Files.readString(log()) + "\n" + network;
        } catch (IOException e) {
            return e + "\n" + network;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofMinutes(2))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** What Prometheus says, and says successfully. */
    private JsonNode data(String path) throws IOException, InterruptedException {
        JsonNode answer = Rpc.JSON.readTree(get(path).body());
        assertThat(answer.path("status").asText()).as("%s: %s", path, answer).isEqualTo("success");
        return answer.path("data");
    }

    private Set<String> scraped() throws InterruptedException {
        try {
            Set<String> names = new TreeSet<>();
            data("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
            return names;
        } catch (IOException e) {
            throw new AssertionError(known(), e);
        }
    }

    private static List<String> dashboard() throws IOException {
        List<String> expressions = new ArrayList<>();
        Rpc.JSON
                .readTree(Files.readString(CONFIG.resolve("grafana").resolve("quorate.json")))
                .findValues("expr")
                .forEach(expression -> expressions.add(expression.asText()));
        assertThat(expressions).hasSizeGreaterThan(20);
        return expressions;
    }

    private static List<String> alerts() throws IOException {
        List<String> expressions = Files.readAllLines(
                        CONFIG.resolve("prometheus").resolve("alerts.yml"))
                .stream()
                .map(String::strip)
                .filter(line -> line.startsWith("expr: "))
                .map(line -> line.substring("expr: ".length()))
                .toList();
        assertThat(expressions).hasSizeGreaterThan(4);
        return expressions;
    }

    private static Set<String> used(List<String> expressions) {
        Set<String> names = new TreeSet<>();
        for (String expression : expressions) {
            Matcher matcher = NAME.matcher(expression.replaceAll("\"[^\"]*\"", ""));
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    @Test
    void allTargetsAreUp() throws Exception {
        Await.until("all targets to be scraped", this::known, () -> {
            try {
                JsonNode targets = data("/api/v1/targets").path("activeTargets");
                assertThat(targets).hasSize(3);
                return targets.findValuesAsText("health").stream().allMatch("up"::equals);
            } catch (IOException e) {
                throw new AssertionError(known(), e);
            }
        });
    }

    @Test
    void everyMetricThatTheDashboardAndTheAlertsUseIsThereAfterSomeLoad() throws Exception {
        List<String> expressions = new ArrayList<>(dashboard());
        expressions.addAll(alerts());
        Set<String> missing = used(expressions);
        assertThat(missing).hasSizeGreaterThan(20);
        int[] calls = {0};

        Await.until("the metrics " + missing, () -> "missing: " + missing + "\n" + known(), () -> {
            for (Member member : network.members()) {
                var unused = network.client(member)
                        .result("kv.put", Map.of("key", member.name() + calls[0]++, "value", "x".repeat(10_000)));
            }
            missing.removeAll(scraped());
            return missing.isEmpty();
        });

        for (String expression : expressions) {
            data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        }
    }

    @Test
    void noAlertFiresWhileAllIsWell() throws Exception {
        int[] calls = {0};
        Await.until("the alert rules to be evaluated", this::known, () -> {
            try {
                var unused = network.client(network.member(ALICE))
                        .result("kv.put", Map.of("key", "well-" + calls[0]++, "value", "x"));
                List<String> evaluated = data("/api/v1/rules").findValuesAsText("lastEvaluation");
                assertThat(data("/api/v1/rules").findValuesAsText("health")).doesNotContain("err");
                return evaluated.stream().noneMatch(time -> time.startsWith("0001"));
            } catch (IOException e) {
                throw new AssertionError(known(), e);
            }
        });

        assertThat(data("/api/v1/alerts").path("alerts").findValuesAsText("state"))
                .doesNotContain("firing");
    }

    @Test
    void noFinalityTellsAStuckNodeFromANewOne() throws Exception {
        String promtool = Programs.orSkip("promtool", INSTALL).toString();
        Path story = Files.writeString(directory.resolve("story.yml"), """
                rule_files: [alerts.yml]
                evaluation_interval: 5s
                tests:
                  - interval: 5s
                    input_series:
                      - series: 'finality_height{instance="well"}'
                        values: '1+5x24'
                      - series: 'finality_height{instance="stuck"}'
                        values: '1+5x6 36x18'
                    alert_rule_test:
                      - {alertname: NoFinality, eval_time: 0s}
                      - {alertname: NoFinality, eval_time: 5s}
                      - {alertname: NoFinality, eval_time: 50s}
                      - alertname: NoFinality
                        eval_time: 90s
                        exp_alerts:
                          - exp_labels: {severity: critical, instance: stuck}
                            exp_annotations:
                              summary: "stuck has seen no block become final for 30 s"
                              description: "Ask the node why it waits: quorate status, or the RPC method consensus.state."
                """);

        Programs.Ran ran = Programs.run(directory, "", List.of(promtool, "test", "rules", story.toString()));

        assertThat(ran.status()).as(ran.toString()).isZero();
    }

    @Test
    void promtoolIsContentWithTheMetrics() throws Exception {
        for (Member member : network.members()) {
            String metrics = new Rpc(member.metrics()).get("/metrics").body();
            assertThat(metrics).contains("finality_height");

            Programs.Ran ran = Programs.run(
                    directory,
                    metrics,
                    List.of(Programs.orSkip("promtool", INSTALL).toString(), "check", "metrics"));

            assertThat(ran).isEqualTo(new Programs.Ran(0, "", ""));
        }
    }

    @Test
    void promtoolIsContentWithTheFiles() throws Exception {
        String promtool = Programs.orSkip("promtool", INSTALL).toString();
        Path files = CONFIG.resolve("prometheus");

        Programs.Ran rules = Programs.run(
                directory,
                "",
                List.of(promtool, "check", "rules", files.resolve("alerts.yml").toString()));
        Programs.Ran config = Programs.run(
                directory,
                "",
                List.of(
                        promtool,
                        "check",
                        "config",
                        files.resolve("prometheus.yml").toString()));

        assertThat(rules.status()).as(rules.toString()).isZero();
        assertThat(config.status()).as(config.toString()).isZero();
        assertThat(rules.out() + config.out()).contains("SUCCESS").doesNotContain("FAILED");
    }
}
