package io.quorate.node.runtime;

import io.quorate.client.TransactionBuilder;
import io.quorate.crypto.keystore.DevelopmentKeys;
import io.quorate.ledger.Operation;
import io.quorate.ledger.state.Bytes;
import io.quorate.node.config.NodeConfig;
import io.quorate.node.config.NodeKeys;
import io.quorate.node.config.Settings;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Nodes of the chain {@code local} in this process, each with a base path of its own and a free port. */
record LocalNodes(Path directory) {
    /** What a validator with a development key is configured with. */
    NodeConfig config(DevelopmentKeys keys, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "chain",
                "local",
                "development-key",
                keys.id(),
                "validator",
                "true",
                "base-path",
                directory.resolve(keys.id()).toString(),
                "listen-addr",
                "127.0.0.1",
                "port",
                "0"));
        settings.putAll(more);
        return NodeConfig.of(Settings.of(Optional.empty(), Map.of(), settings), Map.of());
    }

    static Node start(NodeConfig config) {
        return Node.start(config, () -> NodeKeys.load(config, Map.of()));
    }

    /** The setting that leads to other nodes. */
    static Map<String, String> bootnodes(Node... nodes) {
        StringBuilder addresses = new StringBuilder();
        for (Node node : nodes) {
            addresses.append(addresses.isEmpty() ? "" : ",");
            addresses
                    .append("/ip4/127.0.0.1/tcp/")
                    .append(node.port())
                    .append("/p2p/")
                    .append(node.peerId());
        }
        return Map.of("bootnodes", addresses.toString());
    }

    /** A client's transaction: one value under a key of its own. */
    static Transaction value(Node node, int number) {
        BlockTime expiry = new BlockTime(System.currentTimeMillis()).plus(Duration.ofMinutes(2));
        return new TransactionBuilder(node.genesis().chain(), expiry)
                .add(new Operation.PutValue("key" + number, Bytes.ofText("value"), Optional.empty()))
                .sign(DevelopmentKeys.DAVE.account().signer());
    }
}
