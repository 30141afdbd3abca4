package io.quorate.node.p2p;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.PeerId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The peers that are connected: one connection each, within the slots. Changes are rare and take a lock; reading, which
 * every send does, takes none.
 */
final class Roster {
    /** What came of a registration. */
    sealed interface Entry {
        /** The peer is connected now and was not before. */
        record Added() implements Entry {}

        /** The new connection is the one to keep; the old must be closed. */
        record Replaced(PeerConnection old) implements Entry {}

        /** The new connection must be closed. */
        record Refused(Refusal refusal) implements Entry {}
    }

    private final PeerId own;
    private final NetworkConfig config;
    private volatile Set<PeerId> reserved;
    private volatile Map<PeerId, PeerConnection> open = Map.of();
    private volatile Set<PublicKey> validators = Set.of();
    private volatile Runnable lost = () -> {};

    Roster(PeerId own, NetworkConfig config) {
        this.own = own;
        this.config = config;
        this.reserved = peers(config.reserved());
    }

    private static Set<PeerId> peers(List<Multiaddr> addresses) {
        return addresses.stream().flatMap(address -> address.peer().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** Who is told, on any thread, that a peer is not connected any more. */
    void whenLost(Runnable told) {
        lost = told;
    }

    /** Others are reserved from now on. */
    void reserve(List<Multiaddr> addresses) {
        reserved = peers(addresses);
    }

    Collection<PeerConnection> connections() {
        return open.values();
    }

    Optional<PeerConnection> find(PeerId peer) {
        return Optional.ofNullable(open.get(peer));
    }

    boolean isConnected(PeerId peer) {
        return open.containsKey(peer);
    }

    boolean isReserved(PeerId peer) {
        return reserved.contains(peer);
    }

    /** Those with slots of their own. */
    void validators(Set<PublicKey> keys) {
        validators = Set.copyOf(keys);
    }

    /** Connections that take one of the slots, in one direction. */
    long slotsTaken(boolean inbound) {
        return open.values().stream()
                .filter(peer -> peer.inbound() == inbound && !hasOwnSlot(peer.id(), peer.hello()))
                .count();
    }

    /** Why a peer that has said hello can't be connected, if it can't. */
    Optional<Refusal> refusal(PeerId peer, boolean inbound, Hello hello) {
        PeerConnection existing = open.get(peer);
        if (existing != null && !isPreferred(peer, inbound, hello, existing)) {
            return Optional.of(new Refusal(Refusal.Cause.DUPLICATE, "already connected"));
        }
        if (config.reservedOnly() && !isReserved(peer)) {
            return Optional.of(new Refusal(Refusal.Cause.FULL, "only reserved nodes are taken"));
        }
        int slots = inbound ? config.limits().inbound() : config.limits().outbound();
        if (existing == null && !hasOwnSlot(peer, hello) && slotsTaken(inbound) >= slots) {
            return Optional.of(new Refusal(Refusal.Cause.FULL, "all " + slots + " slots are taken"));
        }
        return Optional.empty();
    }

    /** Enters a connection whose greeting is over. */
    synchronized Entry register(PeerConnection connection) {
        Optional<Refusal> refusal = refusal(connection.id(), connection.inbound(), connection.hello());
        if (refusal.isPresent()) {
            return new Entry.Refused(refusal.get());
        }
        Map<PeerId, PeerConnection> changed = new LinkedHashMap<>(open);
        PeerConnection old = changed.put(connection.id(), connection);
        open = java.util.Collections.unmodifiableMap(changed);
        return old == null ? new Entry.Added() : new Entry.Replaced(old);
    }

    /** Whether the connection was the registered one of its peer; it is not any more. */
    synchronized boolean remove(PeerConnection connection) {
        if (open.get(connection.id()) != connection) {
            return false;
        }
        Map<PeerId, PeerConnection> changed = new LinkedHashMap<>(open);
        changed.remove(connection.id());
        open = java.util.Collections.unmodifiableMap(changed);
        lost.run();
        return true;
    }

    /**
     * Which of two connections to one peer stays. Both sides judge by the same facts, so they keep the same one: that of
     * a restarted peer; else the one that the smaller peer id dialled; of two by the same side, the newer.
     */
    private boolean isPreferred(PeerId peer, boolean inbound, Hello hello, PeerConnection existing) {
        if (hello.instance() != existing.hello().instance()) {
            return true;
        }
        if (inbound == existing.inbound()) {
            return true;
        }
        PeerId dialler = inbound ? peer : own;
        PeerId other = inbound ? own : peer;
        return dialler.compareTo(other) < 0;
    }

    private boolean hasOwnSlot(PeerId peer, Hello hello) {
        return isReserved(peer)
                || hello.validator()
                        .filter(proof -> validators.contains(proof.key()))
                        .filter(proof -> open.values().stream()
                                .noneMatch(other -> !other.id().equals(peer)
                                        && other.validatorKey().equals(Optional.of(proof.key()))))
                        .isPresent();
    }
}
