package io.quorate.node.runtime;

import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The finalized height that each connected peer tells of, to be shown: a claim, on which nothing rests. Bounded by the
 * connections; thread-safe.
 */
final class PeerHeights {
    private final ConcurrentHashMap<PeerId, Height> heights = new ConcurrentHashMap<>();

    void connected(PeerId peer) {
        heights.put(peer, Height.ZERO);
    }

    void disconnected(PeerId peer) {
        heights.remove(peer);
    }

    /** A message came: only a status tells of a height. */
    void hear(PeerId peer, Message message) {
        if (message instanceof Message.Report report) {
            Height told = report.status().finalizedHeight();
            // network.md, Defence: it may not go down within a connection
            heights.computeIfPresent(peer, (id, known) -> told.isAfter(known) ? told : known);
        }
    }

    Height of(PeerId peer) {
        return heights.getOrDefault(peer, Height.ZERO);
    }
}
