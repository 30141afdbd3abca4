package io.quorate.node.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response. The body is shared, never copied. */
public final class HttpAnswer {
    /** The content type of JSON. */
    public static final String JSON = "application/json";

    private final HttpResponseStatus status;
    private final String contentType;
    private final byte[] body;
    private final Map<String, String> headers;
    private final Runnable gone;

    private HttpAnswer(
            HttpResponseStatus status, String contentType, byte[] body, Map<String, String> headers, Runnable gone) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
        this.headers = headers;
        this.gone = gone;
    }

    /** A body of some type. */
    public static HttpAnswer of(HttpResponseStatus status, String contentType, byte[] body) {
        return new HttpAnswer(status, contentType, body, Map.of(), () -> {});
    }

    /** One line of text. */
    public static HttpAnswer text(HttpResponseStatus status, String line) {
        byte[] body = (line + "\n").getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(status, "text/plain; charset=utf-8", body, Map.of(), () -> {});
    }

    /** A JSON document. */
    public static HttpAnswer json(HttpResponseStatus status, byte[] document) {
        return new HttpAnswer(status, JSON, document, Map.of(), () -> {});
    }

    /** No body at all. */
    public static HttpAnswer empty(HttpResponseStatus status) {
        return new HttpAnswer(status, "", new byte[0], Map.of(), () -> {});
    }

    /** This with one more header. */
    public HttpAnswer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpAnswer(status, contentType, body, Map.copyOf(more), gone);
    }

    /** This; what is given here runs once it was written, or will never be. */
    public HttpAnswer whenGone(Runnable then) {
        return new HttpAnswer(status, contentType, body, headers, then);
    }

    Runnable gone() {
        return gone;
    }

    HttpResponseStatus status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }
}
