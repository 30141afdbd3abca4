package io.quorate.storage;

import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/** A state at one height, by a snapshot of the database. */
final class StateView implements StateSnapshot {
    private final Database.View view;
    private final Height height;

    StateView(Database.View view, Height height) {
        this.view = view;
        this.height = height;
    }

    @Override
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
