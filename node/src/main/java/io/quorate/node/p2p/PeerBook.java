package io.quorate.node.p2p;

import io.netty.util.NetUtil;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.PeerId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Where peers listen, by their own signed word. Bounded, also by address range, so that one network can't fill it
 * (network.md, Discovery). An entry that could not be reached often makes room for a new one. Thread-safe.
 */
final class PeerBook {
    static final int MAX_PEERS = 1_024;
    static final int MAX_OF_RANGE = 64;
    private static final int HOPELESS = 5;

    private static final class Entry {
        private PeerRecord record;
        private int failures;

        private Entry(PeerRecord record) {
            this.record = record;
        }
    }

    private final PeerId own;
    private final ChainId chain;
    private final Random random;
    private final Map<PeerId, Entry> entries = new LinkedHashMap<>();
    private long changes;

    PeerBook(PeerId own, ChainId chain, Random random) {
        this.own = own;
        this.chain = chain;
        this.random = random;
    }

    /** Whether a record told something new: it is of another peer, well signed, newer than what is held, and has room. */
    synchronized boolean learn(PeerRecord record) {
        PeerId peer = record.peer();
        Entry held = entries.get(peer);
        if (peer.equals(own)
                || record.addresses().isEmpty()
                || (held != null && held.record.number() >= record.number())
                || !record.isSignedFor(chain)) {
            return false;
        }
        if (held != null) {
            boolean moved = !held.record.addresses().equals(record.addresses());
            held.record = record;
            changes++;
            held.failures = moved ? 0 : held.failures;
            return moved;
        }
        if (!makeRoom(record)) {
            return false;
        }
        entries.put(peer, new Entry(record));
        changes++;
        return true;
    }

    private boolean makeRoom(PeerRecord record) {
        for (Multiaddr address : record.addresses()) {
            String range = range(address);
            List<PeerId> alike = new ArrayList<>();
            entries.forEach((peer, entry) -> {
                if (entry.record.addresses().stream()
                        .anyMatch(other -> !range.isEmpty() && range(other).equals(range))) {
                    alike.add(peer);
                }
            });
            if (alike.size() >= MAX_OF_RANGE && !forgetHopeless(alike)) {
                return false;
            }
        }
        return entries.size() < MAX_PEERS || forgetHopeless(List.copyOf(entries.keySet()));
    }

    private boolean forgetHopeless(List<PeerId> among) {
        for (PeerId peer : among) {
            Entry entry = entries.get(peer);
            if (entry != null && entry.failures >= HOPELESS) {
                entries.remove(peer);
                changes++;
                return true;
            }
        }
        return false;
    }

    /** The network part of an address: /16 of IPv4, /32 of IPv6, a name as it is; empty for this machine itself. */
    static String range(Multiaddr address) {
        if (address.isName()) {
            return address.host();
        }
        try {
            byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address.host());
            if (InetAddress.getByAddress(bytes).isLoopbackAddress()) {
                return "";
            }
            return Arrays.toString(Arrays.copyOf(bytes, bytes.length == 4 ? 2 : 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address in digits was checked when it was made", e);
        }
    }

    /** All known peers in random order. */
    synchronized List<PeerId> shuffled() {
        List<PeerId> peers = new ArrayList<>(entries.keySet());
        Collections.shuffle(peers, random);
        return peers;
    }

    /** Some records in random order. */
    synchronized List<PeerRecord> sample(int limit) {
        return shuffled().stream()
                .limit(limit)
                .flatMap(peer -> record(peer).stream())
                .toList();
    }

    /** All of them, the longest known first. */
    synchronized List<PeerRecord> records() {
        return entries.values().stream().map(entry -> entry.record).toList();
    }

    /** Grows with each change of what {@link #records} says. */
    synchronized long changes() {
        return changes;
    }

    synchronized Optional<PeerRecord> record(PeerId peer) {
        return Optional.ofNullable(entries.get(peer)).map(entry -> entry.record);
    }

    synchronized void failed(PeerId peer) {
        Entry entry = entries.get(peer);
        if (entry != null && entry.failures < HOPELESS) {
            entry.failures++;
        }
    }

    synchronized void reached(PeerId peer) {
        Entry entry = entries.get(peer);
        if (entry != null) {
            entry.failures = 0;
        }
    }

    synchronized int size() {
        return entries.size();
    }
}
