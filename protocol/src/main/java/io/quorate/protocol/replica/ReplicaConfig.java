package io.quorate.protocol.replica;

import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * What a replica is started with.
 *
 * @param doppelgangerCheck whether it listens for votes of its own key before it signs; see {@link Doppelganger}
 * @param haltHeight it halts once the block of this height is final, if there is one; see {@link Halt}
 */
public record ReplicaConfig(
        Genesis genesis, MempoolConfig mempool, boolean doppelgangerCheck, Optional<Height> haltHeight) {
    /** To vote at once, and to run until it is stopped. */
    public ReplicaConfig(Genesis genesis, MempoolConfig mempool) {
        this(genesis, mempool, false, Optional.empty());
    }

    /** This, listening first or not. */
    public ReplicaConfig withDoppelgangerCheck(boolean check) {
        return new ReplicaConfig(genesis, mempool, check, haltHeight);
    }

    /** This with a height to halt at, or none. */
    public ReplicaConfig haltingAt(Optional<Height> height) {
        return new ReplicaConfig(genesis, mempool, doppelgangerCheck, height);
    }
}
