package io.quorate.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quorate.node.http.PortTakenException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class MetricsServerTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theScrapeIsServedAsPrometheusText() throws Exception {
        try (MetricsServer server = MetricsServer.start(ANY, () -> "a_total 1.0\n")) {
            HttpResponse<String> response = get(server, "/metrics");
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/plain; version=0.0.4");
            assertThat(response.body()).isEqualTo("a_total 1.0\n");
            assertThat(get(server, "/").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortIsAnErrorIfGivenAndMovesOnIfDefault() throws Exception {
        try (MetricsServer first = MetricsServer.start(ANY, () -> "")) {
            assertThatThrownBy(() -> MetricsServer.start(first.address(), () -> ""))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("" + first.address().getPort());
            try (MetricsServer second = MetricsServer.startFrom(first.address(), () -> "")) {
                assertThat(second.address().getPort())
                        .isGreaterThan(first.address().getPort());
            }
        }
    }
}
