package io.quorate.storage;

import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * The state that one block left, unmoved by later commits. Close it soon: it keeps old data on disk. Reads may come from
 * any thread, and must have returned before {@link #close}.
 */
public final class StateView implements ReadableState, AutoCloseable {
    private final Database.View view;
    private final Height height;

    StateView(Database.View view, Height height) {
        this.view = view;
        this.height = height;
    }

    /** The block that left it. */
    public Height height() {
        return height;
    }

    @Override
    public Optional<byte[]> get(StateKey key) {
        return view.get(Column.STATE, key.toBytes());
    }

    @Override
    public void close() {
        view.close();
    }
}
