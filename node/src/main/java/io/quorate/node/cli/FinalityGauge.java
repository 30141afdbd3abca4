package io.quorate.node.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/** The mean finality latency since it was last read, from a node's metrics. */
final class FinalityGauge {
    private static final String METRIC = "finality_latency_seconds";

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();
    private final URI url;
    private double sum;
    private double count;
    private String shown = "-";

    FinalityGauge(String url) {
        this.url = URI.create(url);
    }

    /** In milliseconds; what it was before if nothing became final since. */
    String read() throws InterruptedException, IOException {
        String text = http.send(
                        HttpRequest.newBuilder(url)
                                .timeout(Duration.ofSeconds(2))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        double newSum = total(text.lines(), METRIC + "_sum");
        double newCount = total(text.lines(), METRIC + "_count");
        if (newCount > count) {
            shown = String.format(Locale.ROOT, "%.1f ms", 1000 * (newSum - sum) / (newCount - count));
        }
        sum = newSum;
        count = newCount;
        return shown;
    }

    private static double total(Stream<String> lines, String name) {
        return lines.filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> number(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
