package io.quorate.protocol.gossip;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Status;
import io.quorate.protocol.types.Status.ViewHoldings;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VoteKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The connected peers, and what each has shown. */
public final class Peers {
    /** How many subjects that a peer sent are remembered; the oldest falls out. */
    private static final int SHOWN = 64;

    private final TreeMap<PeerId, Peer> peers = new TreeMap<>();
    /** How many peers say that they are connected to all validators, by the epoch whose set they mean. */
    private final Map<Epoch, Integer> meshed = new TreeMap<>();

    private Optional<ValidatorSet> countedIn = Optional.empty();
    private final BitSet counted = new BitSet();

    private static final class Peer {
        private final Optional<PublicKey> validator;
        private final Deque<Subject> shown = new ArrayDeque<>();
        private Optional<Status> status = Optional.empty();
        private Round highest = Round.GENESIS;
        private Optional<ValidatorSet> indexedBy = Optional.empty();
        private Optional<ValidatorIndex> index = Optional.empty();
        private Optional<Epoch> meshedIn = Optional.empty();

        Peer(Optional<PublicKey> validator) {
            this.validator = validator;
        }

        /** Which validator of a set it is; looked up once a set. */
        Optional<ValidatorIndex> index(ValidatorSet set) {
            if (indexedBy.isEmpty() || !indexedBy.get().equals(set)) {
                indexedBy = Optional.of(set);
                index = validator.flatMap(set::indexOf);
            }
            return index;
        }

        boolean is(ValidatorIndex one, ValidatorSet set) {
            Optional<ValidatorIndex> here = index(set);
            return here.isPresent() && here.get().equals(one);
        }
    }

    /** A peer connected; with the validator key that it proved to hold, if any. */
    public void connected(PeerId id, Optional<PublicKey> validator) {
        Peer fresh = new Peer(validator);
        Optional.ofNullable(peers.put(id, fresh)).ifPresent(this::forget);
        countedIn.flatMap(fresh::index).ifPresent(index -> counted.set(index.number()));
    }

    /** Counts it no more. */
    private void forget(Peer gone) {
        mesh(gone, Optional.empty());
        countedIn = Optional.empty();
    }

    private void mesh(Peer peer, Optional<Epoch> in) {
        peer.meshedIn.ifPresent(before -> meshed.computeIfPresent(before, (epoch, n) -> n == 1 ? null : n - 1));
        in.ifPresent(now -> meshed.merge(now, 1, Integer::sum));
        peer.meshedIn = in;
    }

    /** A peer is gone. */
    public void disconnected(PeerId id) {
        Optional.ofNullable(peers.remove(id)).ifPresent(this::forget);
    }

    /** All of them, in the order of their ids. */
    public List<PeerId> all() {
        return List.copyOf(peers.keySet());
    }

    /** Whether it is connected. */
    public boolean has(PeerId id) {
        return peers.containsKey(id);
    }

    /** Which validator of a set a peer is. */
    public Optional<ValidatorIndex> validator(PeerId id, ValidatorSet set) {
        Peer peer = peers.get(id);
        return peer == null ? Optional.empty() : peer.index(set);
    }

    /** The peer that is a validator, if it is directly connected. */
    public Optional<PeerId> of(ValidatorIndex validator, ValidatorSet set) {
        for (Map.Entry<PeerId, Peer> entry : peers.entrySet()) {
            if (entry.getValue().is(validator, set)) {
                return Optional.of(entry.getKey());
            }
        }
        return Optional.empty();
    }

    /** The validators of a set that are directly connected, {@code self} included. */
    public Signers connected(ValidatorSet set, Optional<ValidatorIndex> self) {
        if (countedIn.isEmpty() || !countedIn.get().equals(set)) {
            counted.clear();
            peers.values().forEach(peer -> peer.index(set).ifPresent(index -> counted.set(index.number())));
            countedIn = Optional.of(set);
        }
        BitSet connected = (BitSet) counted.clone();
        self.ifPresent(index -> connected.set(index.number()));
        return Signers.of(set.size(), connected);
    }

    /** A peer told where it is. */
    public void record(PeerId id, Status status) {
        Peer peer = peers.get(id);
        if (peer != null) {
            peer.status = Optional.of(status);
            boolean all = status.connected().count() == status.connected().setSize();
            mesh(peer, all ? Optional.of(status.round().epoch()) : Optional.empty());
            raise(peer, status.round());
        }
    }

    /** A peer sent a certificate, or a vote of its own that only a holder of the certificate casts. */
    public void recordShown(PeerId id, Subject certificate) {
        Peer peer = peers.get(id);
        if (peer != null) {
            peer.shown.addLast(certificate);
            if (peer.shown.size() > SHOWN) {
                peer.shown.removeFirst();
            }
        }
    }

    /** A peer cast a vote of its own. */
    public void recordOwnVote(PeerId id, Subject subject) {
        Peer peer = peers.get(id);
        if (peer != null) {
            raise(peer, subject.round());
            if (subject.kind() == VoteKind.FINALIZE) {
                recordShown(id, subject.as(VoteKind.NOTARIZE));
            }
        }
    }

    private static void raise(Peer peer, Round round) {
        if (round.isAfter(peer.highest)) {
            peer.highest = round;
        }
    }

    /** What a peer told last. */
    public Optional<Status> status(PeerId id) {
        Peer peer = peers.get(id);
        return peer == null ? Optional.empty() : peer.status;
    }

    /** The highest finalized height that a peer told of. */
    public Height finalizedHeight(PeerId id) {
        return status(id).map(Status::finalizedHeight).orElse(Height.ZERO);
    }

    /** Whether a peer has shown that it holds a certificate or, if it is no finalization, is past it. */
    public boolean needsNot(PeerId id, Certificate certificate) {
        // consensus.md, Relay
        Peer peer = peers.get(id);
        if (peer == null || peer.shown.contains(certificate.subject())) {
            return true;
        }
        boolean finalization = certificate.kind() == VoteKind.FINALIZE;
        if (!finalization && peer.highest.isAfter(certificate.round())) {
            return true;
        }
        return peer.status.map(status -> tellsOf(status, certificate)).orElse(false);
    }

    private static boolean tellsOf(Status status, Certificate certificate) {
        if (!certificate.round().isAfter(status.finalizedRound())) {
            return true;
        }
        return status.round().epoch().equals(certificate.round().epoch())
                && status.views().stream()
                        .filter(view -> view.view().equals(certificate.view()))
                        .anyMatch(view -> has(view, certificate.kind()));
    }

    static boolean has(ViewHoldings view, VoteKind kind) {
        return switch (kind) {
            case NOTARIZE -> view.notarized();
            case NULLIFY -> view.nullified();
            case FINALIZE -> view.finalized();
        };
    }

    /** Peers that told of holding a certificate of a round or of having gone beyond it, then all others. */
    public List<PeerId> likelyToHold(Round round) {
        List<PeerId> likely = new ArrayList<>();
        List<PeerId> others = new ArrayList<>();
        peers.forEach((id, peer) -> (peer.highest.isAfter(round) ? likely : others).add(id));
        likely.addAll(others);
        return likely;
    }

    /** The peers that do not say that they are directly connected to an author. */
    public List<PeerId> notConnectedTo(ValidatorIndex author, ValidatorSet set, Round round) {
        if (meshed.getOrDefault(round.epoch(), 0) == peers.size()) {
            // Nobody is left out: where all are up, a vote costs no look at each peer.
            return List.of();
        }
        List<PeerId> others = new ArrayList<>();
        for (Map.Entry<PeerId, Peer> entry : peers.entrySet()) {
            Peer peer = entry.getValue();
            if (!peer.is(author, set) && !tellsOfConnection(peer, author, set, round)) {
                others.add(entry.getKey());
            }
        }
        return others;
    }

    private static boolean tellsOfConnection(Peer peer, ValidatorIndex author, ValidatorSet set, Round round) {
        if (peer.status.isEmpty()) {
            return false;
        }
        Status status = peer.status.get();
        return status.round().epoch().equals(round.epoch())
                && status.connected().setSize() == set.size()
                && status.connected().contains(author);
    }
}
