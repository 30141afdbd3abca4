package io.quorate.protocol.replica;

import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.util.Optional;

/**
 * What a replica is started with.
 *
 * @param doppelgangerCheck whether it listens for votes of its own key before it signs; see {@link Doppelganger}
 * @param resumed whether it goes on where another stopped a moment ago, see {@link Replica#live}: then it need not listen
 *     again before it signs
 * @param haltHeight it halts once the block of this height is final, if there is one; see {@link Halt}
 */
public record ReplicaConfig(
        Genesis genesis,
        MempoolConfig mempool,
        boolean doppelgangerCheck,
        boolean resumed,
        Optional<Height> haltHeight) {
    /** To vote at once, and to run until it is stopped. */
    public ReplicaConfig(Genesis genesis, MempoolConfig mempool) {
        this(genesis, mempool, false, false, Optional.empty());
    }

    /** This, listening first or not. */
    public ReplicaConfig withDoppelgangerCheck(boolean check) {
        return new ReplicaConfig(genesis, mempool, check, resumed, haltHeight);
    }

    /** This, for a replica that goes on where another stopped. */
    public ReplicaConfig resuming() {
        return new ReplicaConfig(genesis, mempool, doppelgangerCheck, true, haltHeight);
    }

    /** This with a height to halt at, or none. */
    public ReplicaConfig haltingAt(Optional<Height> height) {
        return new ReplicaConfig(genesis, mempool, doppelgangerCheck, resumed, height);
    }
}
