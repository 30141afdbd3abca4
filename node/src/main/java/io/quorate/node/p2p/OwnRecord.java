package io.quorate.node.p2p;

import io.quorate.protocol.types.ChainId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What this node tells others about where it listens: what the operator says; else the listen address; else, listening
 * on all addresses, those of its own that connections have used. Thread-safe.
 */
final class OwnRecord {
    private final NodeKey key;
    private final ChainId chain;
    private final boolean learns;
    private final int port;
    private final List<Multiaddr> addresses;
    private PeerRecord record;

    OwnRecord(NodeKey key, ChainId chain, InetSocketAddress bound, List<Multiaddr> publicAddresses) {
        this.key = key;
        this.chain = chain;
        this.port = bound.getPort();
        this.learns = publicAddresses.isEmpty() && bound.getAddress().isAnyLocalAddress();
        this.addresses = new ArrayList<>(publicAddresses);
        if (publicAddresses.isEmpty() && !learns) {
            addresses.add(Multiaddr.of(bound.getAddress(), port));
        }
        this.record = sign(0);
    }

    private PeerRecord sign(long after) {
        return PeerRecord.sign(key, chain, Math.max(after + 1, System.currentTimeMillis()), addresses);
    }

    synchronized PeerRecord current() {
        return record;
    }

    /** A connection has used an address of this machine. */
    synchronized void used(InetAddress local) {
        if (!learns || addresses.size() >= PeerRecord.MAX_ADDRESSES || local.isLinkLocalAddress()) {
            return;
        }
        Multiaddr address = Multiaddr.of(local, port);
        if (!addresses.contains(address)) {
            addresses.add(address);
            record = sign(record.number());
        }
    }
}
