package io.quorate.simulator.cluster;

import io.quorate.protocol.evidence.Offence;
import io.quorate.protocol.types.Message;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whom one node told of which offence, or was told by. In the end the chain tells everybody, so that a run alone would
 * not show that evidence is told to nobody.
 */
final class Tellings {
    private final Map<Integer, Set<Offence>> shared = new TreeMap<>();

    /** It and a peer said something to each other. */
    void note(int peer, Message message) {
        if (message instanceof Message.Accuse accuse) {
            shared.computeIfAbsent(peer, unknown -> new LinkedHashSet<>()).add(Offence.of(accuse.evidence()));
        }
    }

    /** A connection is gone. */
    void part(int peer) {
        shared.remove(peer);
    }

    /** All connections are gone. */
    void clear() {
        shared.clear();
    }

    /** One of those connected that does not know of an offence from this node, or this node from it. */
    Optional<Integer> untold(Offence offence, BitSet connected) {
        return connected.stream()
                .filter(peer ->
                        !shared.getOrDefault(peer, Collections.emptySet()).contains(offence))
                .boxed()
                .findFirst();
    }
}
