package io.quorate.node.p2p;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.types.PeerId;
import java.util.Optional;

/**
 * A connected peer, as it is known now.
 *
 * @param id proven by the transport
 * @param address of the other end; for one that dialled, not where it listens
 * @param inbound whether it dialled
 * @param reserved whether the operator reserved it
 * @param software what it says it runs, printable
 * @param name what it says its operator calls it, printable; may be empty
 * @param validator the consensus key that vouched for the peer; whether it is in the set is not known here
 * @param bytesIn of frames received
 * @param bytesOut of frames sent
 * @param queuedBytes waiting to be sent
 * @param dropped messages that did not fit its queues
 * @param faultPoints for what it did wrong lately (network.md, Defence)
 */
public record PeerInfo(
        PeerId id,
        String address,
        boolean inbound,
        boolean reserved,
        String software,
        String name,
        Optional<PublicKey> validator,
        long bytesIn,
        long bytesOut,
        long queuedBytes,
        long dropped,
        int faultPoints) {}
