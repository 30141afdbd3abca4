package io.quorate.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory in memory that forgets in a power loss what was not synced: each sector on its own, each change of a name
 * from some point on. It can also stop dead before any operation, and fail one.
 */
final class SimulatedDisk implements JournalDirectory {
    /** Thrown where the machine stops. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int SECTOR = 512;

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> durableNames = new TreeMap<>();
    private final List<Map<String, Content>> unsyncedNames = new ArrayList<>();
    private int operations;
    private int stopBefore = Integer.MAX_VALUE;
    private int failAt = Integer.MAX_VALUE;

    private static final class Content {
        byte[] bytes = new byte[0];
        byte[] durable = new byte[0];
        final TreeSet<Integer> dirty = new TreeSet<>();

        void grow(int size) {
            if (size > bytes.length) {
                bytes = Arrays.copyOf(bytes, size);
            }
        }

        /** What a power loss leaves: of each sector written since the last sync, the old or the new. */
        void lose(Random random) {
            int length = bytes.length == durable.length || random.nextBoolean() ? bytes.length : durable.length;
            byte[] left = Arrays.copyOf(durable, length);
            for (int sector : dirty) {
                int from = sector * SECTOR;
                if (random.nextBoolean() && from < length) {
                    System.arraycopy(bytes, from, left, from, Math.min(SECTOR, length - from));
                }
            }
            bytes = left;
            settle();
        }

        void settle() {
            durable = bytes.clone();
            dirty.clear();
        }
    }

    /** Stops the machine before the operation of this number, counted from now. */
    void stopBefore(int operation) {
        operations = 0;
        stopBefore = operation;
    }

    /** Fails the operation of this number, counted from now, and no other. */
    void failAt(int operation) {
        operations = 0;
        failAt = operation;
    }

    int operations() {
        return operations;
    }

    /** The power fails and comes back. */
    void losePower(Random random) {
        int kept = random.nextInt(unsyncedNames.size() + 1);
        Map<String, Content> left = kept == 0 ? Map.copyOf(durableNames) : unsyncedNames.get(kept - 1);
        names.clear();
        names.putAll(left);
        names.values().forEach(content -> content.lose(random));
        settleNames();
        restart();
    }

    /** The process dies; what it wrote is still there. */
    void restart() {
        stopBefore = Integer.MAX_VALUE;
        failAt = Integer.MAX_VALUE;
    }

    /** The bytes of a file, to look at and to damage. */
    byte[] bytes(String name) {
        return content(name).bytes;
    }

    void replace(String name, byte[] bytes) {
        Content content = new Content();
        content.bytes = bytes;
        content.settle();
        names.put(name, content);
        settleNames();
    }

    private Content content(String name) {
        Content content = names.get(name);
        if (content == null) {
            throw new IllegalStateException("no file " + name);
        }
        return content;
    }

    private void settleNames() {
        durableNames.clear();
        durableNames.putAll(names);
        unsyncedNames.clear();
    }

    private void step() throws IOException {
        operations++;
        if (operations >= stopBefore) {
            throw new Crash();
        }
        if (operations == failAt) {
            throw new IOException("no space left on device");
        }
    }

    @Override
    public boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public Handle open(String name) {
        return new OpenFile(content(name));
    }

    @Override
    public Handle create(String name) throws IOException {
        step();
        Content content = new Content();
        names.put(name, content);
        unsyncedNames.add(new HashMap<>(names));
        return new OpenFile(content);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step();
        names.put(to, content(from));
        names.remove(from);
        unsyncedNames.add(new HashMap<>(names));
    }

    @Override
    public void delete(String name) throws IOException {
        step();
        if (names.remove(name) != null) {
            unsyncedNames.add(new HashMap<>(names));
        }
    }

    @Override
    public void sync() throws IOException {
        step();
        settleNames();
    }

    @Override
    public String describe(String name) {
        return "/disk/" + name;
    }

    private final class OpenFile implements Handle {
        private final Content content;

        OpenFile(Content content) {
            this.content = content;
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void read(ByteBuffer into, long offset) {
            int from = (int) offset;
            into.put(content.bytes, from, Math.min(into.remaining(), content.bytes.length - from));
        }

        @Override
        public void write(ByteBuffer from, long offset) throws IOException {
            step();
            int at = (int) offset;
            int length = from.remaining();
            content.grow(at + length);
            from.get(content.bytes, at, length);
            for (int sector = at / SECTOR; sector * SECTOR < at + length; sector++) {
                content.dirty.add(sector);
            }
        }

        @Override
        public void force() throws IOException {
            step();
            content.settle();
        }

        @Override
        public void close() {}
    }
}
