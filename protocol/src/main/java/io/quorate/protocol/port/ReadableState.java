package io.quorate.protocol.port;

import java.util.Optional;

/** A state of the application, to be read. The arrays are shared: never change them. */
@FunctionalInterface
public interface ReadableState {
    /** The value of a key. */
    Optional<byte[]> get(StateKey key);
}
