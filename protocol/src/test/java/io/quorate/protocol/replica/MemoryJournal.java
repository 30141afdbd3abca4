package io.quorate.protocol.replica;

import io.quorate.protocol.port.SigningJournal;
import java.util.ArrayList;
import java.util.List;

/** A journal in memory; a crash loses what was not synced. */
final class MemoryJournal implements SigningJournal {
    private final List<Entry> durable = new ArrayList<>();
    private final List<Entry> buffered = new ArrayList<>();
    private final int fullAt;
    int replacements;

    MemoryJournal(int fullAt) {
        this.fullAt = fullAt;
    }

    void crash() {
        buffered.clear();
    }

    @Override
    public List<Entry> recover() {
        return List.copyOf(durable);
    }

    @Override
    public void append(Entry entry) {
        buffered.add(entry);
    }

    @Override
    public void sync() {
        durable.addAll(buffered);
        buffered.clear();
    }

    @Override
    public boolean isFull() {
        return durable.size() >= fullAt;
    }

    @Override
    public void replace(List<Entry> live) {
        replacements++;
        buffered.clear();
        durable.clear();
        durable.addAll(live);
    }
}
