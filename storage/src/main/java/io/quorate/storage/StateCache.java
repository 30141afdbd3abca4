package io.quorate.storage;

import io.quorate.protocol.port.StateKey;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What was read of the newest state or written to it last, so that the pages of the state tree that every block touches
 * are not read from the database each time. Absent keys are remembered too. The least recently used entries go when the
 * limit is reached. Thread-safe.
 */
final class StateCache {
    /** What an entry takes beside its bytes, about. */
    private static final long ENTRY_BYTES = 128;

    private final long limitBytes;
    private final Map<StateKey, Optional<byte[]>> entries = new LinkedHashMap<>(1024, 0.75f, true);
    private long bytes;

    StateCache(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    synchronized Optional<byte[]> get(StateKey key, Function<StateKey, Optional<byte[]>> reader) {
        Optional<byte[]> known = entries.get(key);
        if (known != null) {
            return known;
        }
        Optional<byte[]> read = reader.apply(key);
        keep(key, read);
        return read;
    }

    /** The committed value of a key, in place of any that is held. */
    synchronized void put(StateKey key, Optional<byte[]> value) {
        keep(key, value);
    }

    private void keep(StateKey key, Optional<byte[]> value) {
        Optional<byte[]> before = entries.put(key, value);
        bytes += size(key, value) - (before == null ? 0 : size(key, before));
        Iterator<Map.Entry<StateKey, Optional<byte[]>>> eldest =
                entries.entrySet().iterator();
        while (bytes > limitBytes && eldest.hasNext()) {
            Map.Entry<StateKey, Optional<byte[]>> gone = eldest.next();
            bytes -= size(gone.getKey(), gone.getValue());
            eldest.remove();
        }
    }

    private static long size(StateKey key, Optional<byte[]> value) {
        return ENTRY_BYTES + key.length() + value.map(bytes -> bytes.length).orElse(0);
    }

    synchronized void clear() {
        entries.clear();
        bytes = 0;
    }

    synchronized long bytes() {
        return bytes;
    }
}
