package io.quorate.protocol.port;

import io.quorate.protocol.types.Height;
import java.util.Map;
import java.util.Optional;

/**
 * The state that one block left, unmoved by later commits. Close it soon: it may keep old data on disk. Reads may come from
 * any thread, and must have returned before {@link #close}.
 */
public interface StateSnapshot extends ReadableState, AutoCloseable {
    /** The block that left it. */
    Height height();

    @Override
    void close();

    /**
     * A snapshot in memory.
     *
     * @param height of the block that left it
     * @param state a copy, which nobody changes
     */
    static StateSnapshot of(Height height, Map<StateKey, byte[]> state) {
        return new StateSnapshot() {
            @Override
            public Height height() {
                return height;
            }

            @Override
            public Optional<byte[]> get(StateKey key) {
                return Optional.ofNullable(state.get(key));
            }

            @Override
            public void close() {}
        };
    }
}
