package io.quorate.node.http;

import java.time.Duration;

/**
 * What bounds WebSockets.
 *
 * @param messageBytes the longest message that is taken, in bytes
 * @param inFlight messages of one connection that are being dealt with; no more is read meanwhile
 * @param queueBytes what is queued for one connection at most: one more message cuts it off
 * @param queueBytesInAll the same for all connections together
 * @param sockets how many there are at a time
 * @param ping how often a silent peer is asked for a sign of life; after three times that it is cut off
 * @param patience how long a peer may take none of what is queued for it, and how long a message may take to arrive, before
 *     it is cut off
 */
public record SocketLimits(
        int messageBytes,
        int inFlight,
        int queueBytes,
        long queueBytesInAll,
        int sockets,
        Duration ping,
        Duration patience) {
    /** 1 MiB a message, 16 in flight; 4 MiB queued for one and 64 MiB for all; 500 connections; 20 s; 10 s. */
    public static final SocketLimits DEFAULT =
            new SocketLimits(1 << 20, 16, 4 << 20, 64L << 20, 500, Duration.ofSeconds(20), Duration.ofSeconds(10));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is not positive
     */
    public SocketLimits {
        boolean positive = messageBytes > 0 && inFlight > 0 && queueBytes > 0 && sockets > 0;
        if (!positive || queueBytesInAll < queueBytes || ping.toMillis() < 1 || patience.toMillis() < 1) {
            throw new IllegalArgumentException("a bound of WebSockets must be at least 1, and all queues at least one");
        }
    }

    /** This with another patience. */
    public SocketLimits withPatience(Duration other) {
        return new SocketLimits(messageBytes, inFlight, queueBytes, queueBytesInAll, sockets, ping, other);
    }
}
