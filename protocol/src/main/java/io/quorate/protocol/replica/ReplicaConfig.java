package io.quorate.protocol.replica;

import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * What a replica is started with.
 *
 * @param haltHeight it halts once the block of this height is final, if there is one; see {@link Halt}
 */
public record ReplicaConfig(Genesis genesis, MempoolConfig mempool, Optional<Height> haltHeight) {
    /** To run until it is stopped. */
    public ReplicaConfig(Genesis genesis, MempoolConfig mempool) {
        this(genesis, mempool, Optional.empty());
    }

    /** This with a height to halt at. */
    public ReplicaConfig haltingAt(Height height) {
        return new ReplicaConfig(genesis, mempool, Optional.of(height));
    }
}
