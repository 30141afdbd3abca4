package io.quorate.protocol.evidence;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.types.ValidatorIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Checked evidence of faults that are not recorded on chain yet, one piece for each {@link Offence}: the first that came.
 *
 * <p>Bounded: at most {@link #SHARE} invalid proposals of one validator and epoch, and {@link #LIMIT} pieces in all. When
 * it is full, an equivocation takes the place of the newest invalid proposal; any other newcomer is refused. An invalid
 * proposal that was refused comes again from who found it: see consensus.md, Evidence. Not thread-safe.
 */
public final class EvidencePool {
    /** The most pieces. */
    public static final int LIMIT = 1_024;

    /** The most invalid proposals of one validator and epoch: each is long, and can be made at will. */
    public static final int SHARE = 4;

    /** How many ticks the replicas wait for each other before they submit: 2 s. */
    static final int TURN_TICKS = 8;

    /** So many have a turn of their own; all others submit after them. */
    static final int TURNS = 16;

    /** What was submitted and is not recorded after so many ticks, 75 s, is submitted once more. */
    static final int AGAIN_TICKS = 300;

    /** The most that is submitted in one tick: each may be as long as the longest transaction, and goes to all peers. */
    static final int AT_ONCE = 16;

    private final Map<Offence, Entry> entries = new LinkedHashMap<>();
    private int rotation;

    private static final class Entry {
        private final Evidence evidence;
        /** Who goes first is told by the evidence, so that not always the same one pays. */
        private final int draw;

        /** The peers that have shown that they know the offence: bounded by the connections. */
        private final Set<PeerId> holders = new TreeSet<>();

        private int waited;
        private Optional<Integer> submittedAt = Optional.empty();

        Entry(Evidence evidence) {
            this.evidence = evidence;
            byte[] hash = hash(evidence).toBytes();
            this.draw = Byte.toUnsignedInt(hash[0]) << 8 | Byte.toUnsignedInt(hash[1]);
        }
    }

    /** Takes a piece in; false if its offence is known or there is no room. */
    public boolean add(Evidence evidence) {
        Offence offence = Offence.of(evidence);
        if (entries.containsKey(offence) || !makeRoom(offence)) {
            return false;
        }
        entries.put(offence, new Entry(evidence));
        return true;
    }

    private boolean makeRoom(Offence newcomer) {
        if (!hasRoom(newcomer)) {
            return false;
        }
        if (entries.size() >= LIMIT) {
            newestInvalid().ifPresent(entries::remove);
        }
        return true;
    }

    /** Whether a piece would be taken in, were it news. */
    public boolean hasRoom(Evidence evidence) {
        return hasRoom(Offence.of(evidence));
    }

    private boolean hasRoom(Offence newcomer) {
        boolean invalid = newcomer.misbehaviour() == Misbehaviour.INVALID_PROPOSAL;
        if (invalid && entries.keySet().stream().filter(newcomer::isOfSameKind).count() >= SHARE) {
            return false;
        }
        return entries.size() < LIMIT || (!invalid && newestInvalid().isPresent());
    }

    private Optional<Offence> newestInvalid() {
        return entries.keySet().stream()
                .filter(offence -> offence.misbehaviour() == Misbehaviour.INVALID_PROPOSAL)
                .reduce((older, newer) -> newer);
    }

    /** Whether the offence that this proves is in. */
    public boolean contains(Evidence evidence) {
        return entries.containsKey(Offence.of(evidence));
    }

    /** A connected peer has shown that it knows the offence that this proves; nothing if it is not in. */
    public void recordHolder(Evidence evidence, PeerId peer) {
        Optional.ofNullable(entries.get(Offence.of(evidence))).ifPresent(entry -> entry.holders.add(peer));
    }

    /** Whether a peer has shown that it knows the offence that this proves. */
    public boolean isHeldBy(Evidence evidence, PeerId peer) {
        return Optional.ofNullable(entries.get(Offence.of(evidence)))
                .filter(entry -> entry.holders.contains(peer))
                .isPresent();
    }

    /** A peer is gone: what it held says nothing of what it will hold. */
    public void forget(PeerId peer) {
        entries.values().forEach(entry -> entry.holders.remove(peer));
    }

    /** Drops what is of no use any more. */
    public void drop(Predicate<Evidence> useless) {
        entries.values().removeIf(entry -> useless.test(entry.evidence));
    }

    /** All of it, oldest first. */
    public List<Evidence> all() {
        return entries.values().stream().map(entry -> entry.evidence).toList();
    }

    /** How many pieces there are. */
    public int size() {
        return entries.size();
    }

    /** One piece, another each time: to be told once more. */
    public Optional<Evidence> next() {
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        rotation = (rotation + 1) % entries.size();
        return entries.values().stream()
                .skip(rotation)
                .map(entry -> entry.evidence)
                .findFirst();
    }

    /**
     * A tick is over: what is to be submitted now.
     *
     * @param self this replica's index in its epoch's set, if it is a member
     * @param setSize how many members that has
     */
    public List<Evidence> due(Optional<ValidatorIndex> self, int setSize) {
        List<Evidence> due = new ArrayList<>();
        for (Entry entry : entries.values()) {
            int from = entry.submittedAt.map(at -> at + AGAIN_TICKS).orElse(TURN_TICKS * turn(entry, self, setSize));
            if (entry.waited >= from && due.size() < AT_ONCE) {
                due.add(entry.evidence);
                entry.submittedAt = Optional.of(entry.waited);
            }
            entry.waited++;
        }
        return due;
    }

    private static int turn(Entry entry, Optional<ValidatorIndex> self, int setSize) {
        return self.map(index -> Math.min(TURNS, Math.floorMod(index.number() - entry.draw, setSize)))
                .orElse(TURNS);
    }

    /** What names a piece of evidence: the hash of its bytes. */
    public static Hash hash(Evidence evidence) {
        return Sha256.hash(StoredForms.encode(evidence));
    }
}
