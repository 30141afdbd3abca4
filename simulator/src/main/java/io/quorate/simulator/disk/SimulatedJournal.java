package io.quorate.simulator.disk;

import io.quorate.protocol.port.SigningJournal;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Subject;
import io.quorate.simulator.time.Chance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A journal on a simulated disk: a crash keeps what was synced and any prefix of the rest. */
public final class SimulatedJournal implements SigningJournal {
    private final SimulatedDisk disk;
    private final int fullAt;
    private final List<Entry> durable = new ArrayList<>();
    private final List<Entry> buffered = new ArrayList<>();
    private final Set<Subject> votes = new LinkedHashSet<>();
    private final TreeSet<Subject> certificates = new TreeSet<>();
    private final Map<BlockId, Block> blocks = new LinkedHashMap<>();
    private Round floor = Round.GENESIS;

    /** An empty journal that is worth replacing when it holds so many entries. */
    public SimulatedJournal(SimulatedDisk disk, int fullAt) {
        this.disk = disk;
        this.fullAt = fullAt;
    }

    /** The node is gone. A last record that was not all written is torn, and cut off at the next start. */
    public void crash(Chance chance) {
        int kept = chance.below(buffered.size() + 1);
        buffered.subList(kept, buffered.size()).clear();
        flush();
    }

    /** The node is gone, and what it wrote since the last sync is either all there or all lost. */
    public void crash(boolean kept) {
        if (!kept) {
            buffered.clear();
        }
        flush();
    }

    /** Whether a vote with this subject would be found after a crash, or its round could not be signed in any more. */
    public boolean isDurable(Subject subject) {
        return votes.contains(subject) || !subject.round().isAfter(floor);
    }

    /** The subjects of the durable certificates, in order. */
    public NavigableSet<Subject> certificates() {
        return Collections.unmodifiableNavigableSet(certificates);
    }

    /** A durable block. */
    public Optional<Block> block(BlockId id) {
        return Optional.ofNullable(blocks.get(id));
    }

    /** The durable blocks. */
    public Set<BlockId> blocks() {
        return Collections.unmodifiableSet(blocks.keySet());
    }

    /** The subjects of the durable votes. */
    public Set<Subject> votes() {
        return Collections.unmodifiableSet(votes);
    }

    /** The durable floor. */
    public Round floor() {
        return floor;
    }

    /** How many entries are durable. */
    public int size() {
        return durable.size();
    }

    /** Forgets everything, as no honest node's journal does. */
    public void wipe() {
        buffered.clear();
        forget();
    }

    private void forget() {
        durable.clear();
        votes.clear();
        certificates.clear();
        blocks.clear();
    }

    @Override
    public List<Entry> recover() {
        disk.verify();
        return List.copyOf(durable);
    }

    @Override
    public void append(Entry entry) {
        disk.write(() -> buffered.add(entry));
    }

    @Override
    public void sync() {
        if (!buffered.isEmpty()) {
            disk.write(() -> {
                disk.countSync();
                flush();
            });
        }
    }

    private void flush() {
        for (Entry entry : buffered) {
            durable.add(entry);
            index(entry);
        }
        buffered.clear();
    }

    private void index(Entry entry) {
        if (entry instanceof Entry.Signed signed) {
            votes.add(signed.vote().subject());
        } else if (entry instanceof Entry.Held held) {
            certificates.add(held.certificate().subject());
        } else if (entry instanceof Entry.Stored stored) {
            blocks.put(stored.block().id(), stored.block());
        } else if (entry instanceof Entry.Floor raised && raised.round().isAfter(floor)) {
            floor = raised.round();
        }
    }

    @Override
    public boolean isFull() {
        return durable.size() >= fullAt;
    }

    @Override
    public void replace(List<Entry> live) {
        disk.write(() -> {
            buffered.clear();
            forget();
            for (Entry entry : live) {
                durable.add(entry);
                index(entry);
            }
        });
    }
}
