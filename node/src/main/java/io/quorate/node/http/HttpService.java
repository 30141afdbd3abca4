package io.quorate.node.http;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a server serves. Both calls come from I/O threads and must return at once. */
public interface HttpService {
    /** The answer to a request that is refused for its head alone, before its body is read. */
    Optional<HttpAnswer> refuse(HttpHead head);

    /** What serves a WebSocket that this head, which was not refused, asks for; empty if nothing does. */
    default Optional<SocketService> socket(HttpHead head) {
        return Optional.empty();
    }

    /** The answer, later; a future that fails is answered by 500. */
    CompletableFuture<HttpAnswer> serve(HttpHead head, byte[] body);
}
