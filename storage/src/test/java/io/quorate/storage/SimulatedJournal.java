package io.quorate.storage;

import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.ChainId;
import java.util.List;

/** A journal and its marker on simulated disks. Background work is done at once. */
final class SimulatedJournal {
    static final JournalId ID = new JournalId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    static final JournalId OTHER_ID = new JournalId(17, 18);
    static final JournalLimits SMALL = new JournalLimits(64 * 1024, 16 * 1024);

    final SimulatedDisk files = new SimulatedDisk();
    final SimulatedDisk root = new SimulatedDisk();

    FileSigningJournal open() {
        return open(Samples.CHAIN);
    }

    FileSigningJournal open(ChainId chain) {
        return open(chain, ID);
    }

    FileSigningJournal open(ChainId chain, JournalId fresh) {
        JournalPlace place = new JournalPlace(files, new JournalMarker(root), chain);
        return FileSigningJournal.open(place, fresh, SMALL, Runnable::run, () -> {});
    }

    List<Entry> recover() {
        return open().recover();
    }

    /** A journal that synced the entries, each in a batch of its own. */
    static SimulatedJournal with(List<Entry> entries) {
        SimulatedJournal journal = new SimulatedJournal();
        FileSigningJournal open = journal.open();
        for (Entry entry : entries) {
            open.append(entry);
            open.sync();
        }
        return journal;
    }

    /** The same disks, as they are now, to be changed apart. */
    SimulatedJournal copy() {
        SimulatedJournal copy = new SimulatedJournal();
        copy.files.replace(
                JournalPlace.CURRENT, files.bytes(JournalPlace.CURRENT).clone());
        copy.root.replace(JournalMarker.NAME, root.bytes(JournalMarker.NAME).clone());
        return copy;
    }

    byte[] bytes() {
        return files.bytes(JournalPlace.CURRENT);
    }
}
