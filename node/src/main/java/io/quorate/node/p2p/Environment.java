package io.quorate.node.p2p;

import io.quorate.protocol.types.PeerId;
import io.quorate.protocol.verify.Fault;

/**
 * What all connections of one network share.
 *
 * @param instance chosen at random at the start; see {@link Hello}
 * @param listenPort where this node takes connections
 */
record Environment(
        Identity identity,
        long instance,
        int listenPort,
        NetworkConfig config,
        MessageCodec codec,
        PeerNetwork.Listener listener,
        Traffic traffic,
        Roster roster,
        Reputation reputation,
        Exchange exchange,
        Penalties penalties) {
    /** Where faults are reported. */
    interface Penalties {
        /** Counts a fault against a peer; any thread. */
        void penalize(PeerId peer, Fault fault, String reason);
    }

    PeerId ownId() {
        return identity.nodeKey().peerId();
    }
}
