package io.quorate.node.runtime;

import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Message;
import io.quorate.protocol.types.PeerId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Messages of epochs whose sets are not known yet: nobody can tell whether they are good. Bounded in messages and in bytes;
 * when there are too many, the oldest of that peer falls out of which most are held, so that whoever fills it pushes out
 * its own. Thread-safe.
 */
final class HeldMessages {
    static final int MESSAGES = 1_024;
    static final long BYTES = 40L << 20;

    /** What is cast in an epoch is of use to who is about to enter it; who is further behind learns by blocks. */
    private static final int NEXT_EPOCHS = 2;

    /** A node that catches up asks for so many blocks ahead of what it has, and an epoch has one at least. */
    private static final int EPOCHS_OF_BLOCKS = 256;

    private final Map<PeerId, OfPeer> byPeer = new LinkedHashMap<>();
    private int count;
    private long bytes;

    record Held(Epoch epoch, PeerId from, Message message, long bytes) {}

    private static final class OfPeer {
        private final Deque<Held> messages = new ArrayDeque<>();
        private long bytes;
    }

    /** Whether a message of an epoch may be of use once that begins, while another is the latest known. */
    static boolean isUseful(Epoch epoch, Epoch latest, Message message) {
        long ahead = epoch.number() - latest.number();
        return ahead > 0 && ahead <= (message instanceof Message.Deliver ? EPOCHS_OF_BLOCKS : NEXT_EPOCHS);
    }

    /** Holds one more; tells how many fell out for it. */
    synchronized int add(Held message) {
        OfPeer own = byPeer.computeIfAbsent(message.from(), peer -> new OfPeer());
        own.messages.addLast(message);
        own.bytes += message.bytes();
        count++;
        bytes += message.bytes();
        int dropped = 0;
        while (count > MESSAGES) {
            dropOldestOfMost(held -> held.messages.size());
            dropped++;
        }
        while (bytes > BYTES) {
            dropOldestOfMost(held -> held.bytes);
            dropped++;
        }
        return dropped;
    }

    private void dropOldestOfMost(ToLongFunction<OfPeer> share) {
        PeerId most = byPeer.entrySet().stream()
                .max(Comparator.comparingLong(entry -> share.applyAsLong(entry.getValue())))
                .orElseThrow()
                .getKey();
        OfPeer held = byPeer.getOrDefault(most, new OfPeer());
        Held oldest = held.messages.removeFirst();
        held.bytes -= oldest.bytes();
        count--;
        bytes -= oldest.bytes();
        if (held.messages.isEmpty()) {
            byPeer.remove(most);
        }
    }

    /** All of them, which are held no more; those of one peer in their order. */
    synchronized List<Held> takeAll() {
        List<Held> all = new ArrayList<>(count);
        byPeer.values().forEach(held -> all.addAll(held.messages));
        byPeer.clear();
        count = 0;
        bytes = 0;
        return all;
    }

    /** A peer is gone. What it said is, too: else one that comes as ever new peers would have many shares. */
    synchronized void forget(PeerId peer) {
        OfPeer held = byPeer.remove(peer);
        if (held != null) {
            count -= held.messages.size();
            bytes -= held.bytes;
        }
    }

    synchronized int count() {
        return count;
    }
}
