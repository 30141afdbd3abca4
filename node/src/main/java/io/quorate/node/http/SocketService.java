package io.quorate.node.http;

import java.util.Optional;

/** What serves WebSockets at a path. Calls come from I/O threads and must return at once. */
public interface SocketService {
    /** The subprotocol that a client which asks for it is told it speaks; empty if there is none. */
    default Optional<String> protocol() {
        return Optional.empty();
    }

    /** A connection was opened; what it is given is told all that happens to it, one thing after the other. */
    Listener opened(SocketPeer peer);

    /** Hears one connection. */
    interface Listener {
        /** A whole message came. Nothing more is read while too many wait: see {@link SocketPeer#done}. */
        void received(byte[] message);

        /** What was queued has gone out, all but a little: there is room again. */
        void drained();

        /** The connection is closed. */
        void closed();
    }
}
