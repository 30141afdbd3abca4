package io.quorate.node.e2e;

import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.node.p2p.PeerIds;
import java.util.List;

/** One of a network's validators: who it is and where it listens, whether it runs or not. */
record Member(DevelopmentKeys keys, int peers, int rpc, int metrics) {
    static Member of(DevelopmentKeys keys) {
        return new Member(keys, Ports.free(), Ports.free(), Ports.free());
    }

    String name() {
        return keys.id();
    }

    /** As another gives it to {@code --bootnodes}. */
    String address() {
        return "/ip4/127.0.0.1/tcp/" + peers + "/p2p/" + PeerIds.of(keys.node().publicKey());
    }

    Rpc client() {
        return new Rpc(rpc);
    }

    /** The documented command line, {@code --exit-with-parent} apart: it lets no test leave a process behind. */
    List<String> words(String chain, String basePath) {
        return List.of(
                "--" + name(),
                "--validator",
                "--base-path",
                basePath,
                "--chain",
                chain,
                "--port",
                String.valueOf(peers),
                "--rpc-port",
                String.valueOf(rpc),
                "--exit-with-parent");
    }
}
