package io.quorate.protocol.port;

import io.quorate.protocol.types.Height;

/**
 * The state that one block left, unmoved by later commits. Close it soon: it may keep old data on disk. Reads may come from
 * any thread, and must have returned before {@link #close}.
 */
public interface StateSnapshot extends ReadableState, AutoCloseable {
    /** The block that left it. */
    Height height();

    @Override
    void close();
}
