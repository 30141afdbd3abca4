package io.quorate.storage;

import io.quorate.protocol.port.StateKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was read of the newest state or written to it last, so that the pages of the state tree that every block touches
 * are not read from the database each time. Absent keys are remembered too.
 *
 * <p>Entries are in two generations: what is used comes into the young one, and when that has half of the limit, it becomes
 * the old one, and the old one goes. So what was not used for long goes, without an order of all to keep at every use.
 * Thread-safe.
 */
final class StateCache {
    /** What an entry takes beside its bytes, about. */
    private static final long ENTRY_BYTES = 128;

    private final long generationBytes;
    private Map<StateKey, Optional<byte[]>> young = new HashMap<>();
    /** Of a key that is in both, the young entry counts. */
    private Map<StateKey, Optional<byte[]>> old = new HashMap<>();

    private long youngBytes;
    private long oldBytes;

    StateCache(long limitBytes) {
        this.generationBytes = limitBytes / 2;
    }

    synchronized Optional<byte[]> get(StateKey key, Function<StateKey, Optional<byte[]>> reader) {
        Optional<byte[]> known = young.get(key);
        if (known != null) {
            return known;
        }
        Optional<byte[]> before = old.get(key);
        Optional<byte[]> found = before != null ? before : reader.apply(key);
        put(key, found);
        return found;
    }

    /** The committed value of a key, in place of any that is held. */
    synchronized void put(StateKey key, Optional<byte[]> value) {
        long size = size(key, value);
        if (youngBytes + size > generationBytes) {
            old = young;
            oldBytes = youngBytes;
            young = new HashMap<>();
            youngBytes = 0;
        }
        if (size > generationBytes) {
            old.remove(key);
            return;
        }
        Optional<byte[]> before = young.put(key, value);
        youngBytes += size - (before == null ? 0 : size(key, before));
    }

    private static long size(StateKey key, Optional<byte[]> value) {
        return ENTRY_BYTES + key.length() + value.map(bytes -> bytes.length).orElse(0);
    }

    synchronized void clear() {
        young = new HashMap<>();
        old = new HashMap<>();
        youngBytes = 0;
        oldBytes = 0;
    }

    synchronized long bytes() {
        return youngBytes + oldBytes;
    }
}
