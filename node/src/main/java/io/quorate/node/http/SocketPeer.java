package io.quorate.node.http;

/** The other end of a WebSocket. Thread-safe; no call blocks. */
public interface SocketPeer {
    /**
     * Queues a text message; false if the connection is closed, or was closed now because the queue would exceed its bound:
     * a peer that does not read is cut off.
     */
    boolean send(byte[] text);

    /** Bytes that are queued and not sent, with what each message costs besides. */
    long queued();

    /**
     * A message that came was dealt with: makes room for the next. To be called once for each.
     *
     * @param bytes its length
     */
    void done(int bytes);

    /** Closes with a status of RFC 6455 and a reason for people, at most 120 bytes. */
    void close(int status, String reason);
}
