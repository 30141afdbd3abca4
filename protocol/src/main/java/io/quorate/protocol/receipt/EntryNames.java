package io.quorate.protocol.receipt;

import io.quorate.protocol.port.StateKey;
import java.util.Optional;

/** Where an application keeps its entries: what a receipt calls them, and the key of the state that they lie under. */
@FunctionalInterface
public interface EntryNames {
    /** The key of an entry; none if there is no such kind, or no entry of that kind can have this name. */
    Optional<StateKey> key(String kind, String name);
}
