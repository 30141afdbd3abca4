package io.quorate.ledger.state;

import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes over a state that itself stays as it is: reads see the changes first. One stands over the parent for a block,
 * and one over that for each transaction, so that all of a transaction applies or nothing. Not thread-safe; lives for one
 * execution.
 */
public final class Overlay implements ReadableState {
    private final ReadableState base;
    private final TreeMap<StateKey, Optional<byte[]>> changes = new TreeMap<>();

    /** No changes yet over {@code base}. */
    public Overlay(ReadableState base) {
        this.base = base;
    }

    @Override
    public Optional<byte[]> get(StateKey key) {
        Optional<byte[]> change = changes.get(key);
        return change != null ? change : base.get(key);
    }

    /** Sets the value of a key. The array is kept: never change it. */
    public void put(StateKey key, byte[] value) {
        changes.put(key, Optional.of(value));
    }

    /** Removes a key, if it is there. */
    public void delete(StateKey key) {
        changes.put(key, Optional.empty());
    }

    /** Puts these changes over another's. */
    public void applyTo(Overlay other) {
        other.changes.putAll(changes);
    }

    /** What changed, in key order; empty where a key was removed. A view. */
    public SortedMap<StateKey, Optional<byte[]>> changes() {
        return Collections.unmodifiableSortedMap(changes);
    }
}
