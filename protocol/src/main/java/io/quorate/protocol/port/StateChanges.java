package io.quorate.protocol.port;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a block changed: the new value of each key, or empty where it was deleted; in key order. Immutable. */
public record StateChanges(SortedMap<StateKey, Optional<byte[]>> entries) {
    /** No change. */
    public static final StateChanges NONE = new StateChanges(new TreeMap<>());

    /** Copies the map (not the arrays). */
    public StateChanges {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /** A parent state as these changes leave it. */
    public ReadableState over(ReadableState parent) {
        return key -> {
            Optional<byte[]> change = entries.get(key);
            return change != null ? change : parent.get(key);
        };
    }
}
