package io.quorate.protocol.port;

import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;

/** The way out to the peers. Never blocks: what does not fit a peer's queue is dropped by the transport's stated order. */
public interface Network {
    /** To one peer; nothing happens if it is gone. */
    void send(PeerId peer, Message message);

    /** To every peer. */
    void broadcast(Message message);

    /** Counts a fault against a peer. */
    void penalize(PeerId peer, Fault fault, String reason);
}
