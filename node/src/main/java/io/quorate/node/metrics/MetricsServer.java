package io.quorate.node.metrics;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.node.http.HttpAnswer;
import io.quorate.node.http.HttpHead;
import io.quorate.node.http.HttpLimits;
import io.quorate.node.http.HttpServer;
import io.quorate.node.http.HttpService;
import io.quorate.node.http.PortTakenException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Serves {@code GET /metrics} on a port of its own; a scrape runs on a thread of its own. Thread-safe. */
public final class MetricsServer implements AutoCloseable {
    /** The port when none is given. */
    public static final int DEFAULT_PORT = 9615;

    private static final String PATH = "/metrics";
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int PORTS_TRIED = 100;
    private static final HttpLimits LIMITS =
            new HttpLimits(1, 1_024, 64, Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private final HttpServer.Listening http;
    private final ThreadPoolExecutor scraper;

    private MetricsServer(HttpServer.Listening http, ThreadPoolExecutor scraper) {
        this.http = http;
        this.scraper = scraper;
    }

    /**
     * Begins to serve exactly there.
     *
     * @throws PortTakenException if it cannot listen there
     */
    public static MetricsServer start(InetSocketAddress bind, Supplier<String> scrape) throws PortTakenException {
        ThreadPoolExecutor scraper =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(16), task -> {
                    Thread thread = new Thread(task, "metrics-scrape");
                    thread.setDaemon(true);
                    return thread;
                });
        scraper.allowCoreThreadTimeOut(true);
        try {
            return new MetricsServer(
                    HttpServer.start("metrics-io", 1, bind, LIMITS, new Service(scraper, scrape)), scraper);
        } catch (PortTakenException e) {
            scraper.shutdownNow();
            throw e;
        }
    }

    /**
     * Begins to serve on the first free port from this one on. For a default that several nodes on one machine share;
     * {@link #address()} says which it is.
     *
     * @throws PortTakenException if none of the next {@value #PORTS_TRIED} is free
     */
    public static MetricsServer startFrom(InetSocketAddress first, Supplier<String> scrape) throws PortTakenException {
        for (int port = first.getPort(); ; port++) {
            try {
                return start(new InetSocketAddress(first.getAddress(), port), scrape);
            } catch (PortTakenException e) {
                if (port == 65_535 || port >= first.getPort() + PORTS_TRIED) {
                    throw e;
                }
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return http.address();
    }

    @Override
    public void close() {
        http.close();
        scraper.shutdownNow();
    }

    private record Service(ThreadPoolExecutor scraper, Supplier<String> scrape) implements HttpService {
        @Override
        public Optional<HttpAnswer> refuse(HttpHead head) {
            if (!head.path().equals(PATH)) {
                return Optional.of(HttpAnswer.text(HttpResponseStatus.NOT_FOUND, "nothing here: GET " + PATH));
            }
            return head.method().equals(HttpMethod.GET)
                    ? Optional.empty()
                    : Optional.of(HttpAnswer.text(HttpResponseStatus.METHOD_NOT_ALLOWED, PATH + " takes GET only")
                            .with("Allow", "GET"));
        }

        @Override
        public CompletableFuture<HttpAnswer> serve(HttpHead head, byte[] body) {
            try {
                return CompletableFuture.supplyAsync(
                        () -> HttpAnswer.of(
                                HttpResponseStatus.OK,
                                CONTENT_TYPE,
                                scrape.get().getBytes(StandardCharsets.UTF_8)),
                        scraper);
            } catch (RejectedExecutionException e) {
                return CompletableFuture.completedFuture(
                        HttpAnswer.text(HttpResponseStatus.SERVICE_UNAVAILABLE, "too many scrapes at a time"));
            }
        }
    }
}
