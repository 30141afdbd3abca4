package io.quorate.node.http;

import java.time.Duration;

/**
 * What a server bounds.
 *
 * @param bodyBytes the longest body, in bytes
 * @param heldBytesInAll the bodies of all requests at a time with what else is held for clients, in bytes: see {@link
 *     ByteBudget}
 * @param connections how many there are at a time
 * @param idle how long a connection may stay open with no request
 * @param request how long a request may take to arrive, from its head on
 * @param answer how long the service may take, and the client to read the answer
 * @param sockets bounds of WebSockets
 */
public record HttpLimits(
        int bodyBytes,
        long heldBytesInAll,
        int connections,
        Duration idle,
        Duration request,
        Duration answer,
        SocketLimits sockets) {
    /** 1 MiB a body and 64 MiB held in all; 1,000 connections; 60 s, 10 s, 90 s. */
    public static final HttpLimits DEFAULT = new HttpLimits(
            1 << 20,
            64L << 20,
            1_000,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(90),
            SocketLimits.DEFAULT);

    /** Bounds with the default ones of WebSockets. */
    public HttpLimits(
            int bodyBytes, long heldBytesInAll, int connections, Duration idle, Duration request, Duration answer) {
        this(bodyBytes, heldBytesInAll, connections, idle, request, answer, SocketLimits.DEFAULT);
    }

    /** This with another number of connections. */
    public HttpLimits withConnections(int other) {
        return new HttpLimits(bodyBytes, heldBytesInAll, other, idle, request, answer, sockets);
    }

    /** This with other bounds of WebSockets. */
    public HttpLimits withSockets(SocketLimits other) {
        return new HttpLimits(bodyBytes, heldBytesInAll, connections, idle, request, answer, other);
    }

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public HttpLimits {
        if (bodyBytes < 1 || heldBytesInAll < bodyBytes || connections < 1) {
            throw new IllegalArgumentException("an HTTP limit must be at least 1, and what is held at least one body");
        }
        for (Duration duration : new Duration[] {idle, request, answer}) {
            if (duration.isZero() || duration.isNegative()) {
                throw new IllegalArgumentException("an HTTP time limit must be positive");
            }
        }
    }
}
