package io.quorate.node.dashboard;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quorate.node.http.HttpAnswer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The dashboard's files, ready to be sent. Immutable. */
public final class Dashboard {
    /** Nothing but this page's own files, nothing inline, and no page may frame it. */
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'");

    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private record File(String name, String contentType) {}

    private static final Map<String, File> FILES = Map.of(
            "/", new File("index.html", HTML),
            "/dashboard/dashboard.css", new File("dashboard.css", "text/css; charset=utf-8"),
            "/dashboard/icon.svg", new File("icon.svg", "image/svg+xml"),
            "/dashboard/main.js", new File("main.js", SCRIPT),
            "/dashboard/connection.js", new File("connection.js", SCRIPT),
            "/dashboard/history.js", new File("history.js", SCRIPT),
            "/dashboard/charts.js", new File("charts.js", SCRIPT),
            "/dashboard/tables.js", new File("tables.js", SCRIPT),
            "/dashboard/dom.js", new File("dom.js", SCRIPT),
            "/dashboard/format.js", new File("format.js", SCRIPT));

    private final Map<String, HttpAnswer> answers;

    private Dashboard(Map<String, HttpAnswer> answers) {
        this.answers = Map.copyOf(answers);
    }

    /** Reads the files from the class path, once. */
    public static Dashboard load() {
        Map<String, HttpAnswer> answers = new TreeMap<>();
        FILES.forEach((path, file) -> answers.put(
                path,
                HttpAnswer.of(HttpResponseStatus.OK, file.contentType(), read(file.name()))
                        .with("Content-Security-Policy", POLICY)
                        .with("Cross-Origin-Resource-Policy", "same-origin")
                        .with("Referrer-Policy", "no-referrer")));
        return new Dashboard(answers);
    }

    private static byte[] read(String name) {
        try (InputStream file = Dashboard.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("the build lacks the dashboard's " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file at a path, if there is one. */
    public Optional<HttpAnswer> at(String path) {
        return Optional.ofNullable(answers.get(path));
    }
}
