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

    private final Disk disk;

    MemoryJournal(int fullAt) {
        this(fullAt, new Disk());
    }

    MemoryJournal(int fullAt, Disk disk) {
        this.fullAt = fullAt;
        this.disk = disk;
    }

    void crash() {
        buffered.clear();
    }

    /** What was appended is written, though the process did not live to sync it. */
    void kill() {
        durable.addAll(buffered);
        buffered.clear();
    }

    @Override
    public List<Entry> recover() {
        return List.copyOf(durable);
    }

    @Override
    public void append(Entry entry) {
        disk.perform(() -> buffered.add(entry));
    }

    @Override
    public void sync() {
        disk.perform(() -> {
            durable.addAll(buffered);
            buffered.clear();
        });
    }

    @Override
    public boolean isFull() {
        return durable.size() >= fullAt;
    }

    @Override
    public void replace(List<Entry> live) {
        disk.perform(() -> {
            replacements++;
            buffered.clear();
            durable.clear();
            durable.addAll(live);
        });
    }
}
