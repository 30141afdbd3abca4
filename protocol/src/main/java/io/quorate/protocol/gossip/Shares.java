package io.quorate.protocol.gossip;

import io.quorate.protocol.types.PeerId;
import java.util.TreeMap;

/**
 * How much each peer is served between two ticks: a small request that is costly to answer is no lever. What is over the
 * share is dropped, and asked for again. Bounded by the peers that ask.
 */
public final class Shares {
    /** Bytes that a peer is served a tick. */
    private static final int SHARE_BYTES = 4 << 20;

    private final TreeMap<PeerId, Long> used = new TreeMap<>();

    /** Whether a peer has anything left of its share; {@code bytes} are taken from it if so, be it less. */
    public boolean take(PeerId peer, long bytes) {
        if (used.getOrDefault(peer, 0L) >= SHARE_BYTES) {
            return false;
        }
        used.merge(peer, bytes, Long::sum);
        return true;
    }

    /** A tick: everyone has its whole share again. */
    public void refill() {
        used.clear();
    }
}
