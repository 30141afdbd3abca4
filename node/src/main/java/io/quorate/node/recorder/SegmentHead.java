package io.quorate.node.recorder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.protocol.mempool.MempoolConfig;
import io.quorate.protocol.replica.ReplicaConfig;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Height;
import java.io.IOException;
import java.util.Optional;

/** What the replica of a segment was started with. Kept as JSON, for people too. */
record SegmentHead(ReplicaConfig config, Optional<PublicKey> validator, Optional<PublicKey> account) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of the file's layout and of the meaning of a step: a replay is exact with the same build only. */
    private static final int FORMAT = 2;

    byte[] toJson() {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT);
        validator.ifPresent(key -> node.put("validator", key.toHex()));
        account.ifPresent(key -> node.put("account", key.toHex()));
        node.put("doppelgangerCheck", config.doppelgangerCheck());
        node.put("resumed", config.resumed());
        config.haltHeight().ifPresent(height -> node.put("haltHeight", height.number()));
        node.putObject("mempool")
                .put("transactions", config.mempool().transactions())
                .put("bytes", config.mempool().bytes())
                .put("senderTransactions", config.mempool().senderTransactions());
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail", e);
        }
    }

    /** @throws IllegalArgumentException for bytes that are no head of a segment */
    static SegmentHead fromJson(byte[] bytes, Genesis genesis) {
        try {
            JsonNode node = JSON.readTree(bytes);
            if (node.path("format").asInt() != FORMAT) {
                throw new IllegalArgumentException("it has format " + node.path("format") + ", and this version reads "
                        + FORMAT + ": use the version of quorate that wrote it");
            }
            JsonNode mempool = node.path("mempool");
            ReplicaConfig config = new ReplicaConfig(
                    genesis,
                    new MempoolConfig(
                            mempool.path("transactions").asInt(),
                            mempool.path("bytes").asLong(),
                            mempool.path("senderTransactions").asInt()),
                    node.path("doppelgangerCheck").asBoolean(),
                    node.path("resumed").asBoolean(),
                    Optional.of(node.path("haltHeight"))
                            .filter(JsonNode::isNumber)
                            .map(height -> new Height(height.asLong())));
            return new SegmentHead(config, key(node, "validator"), key(node, "account"));
        } catch (IOException e) {
            throw new IllegalArgumentException("it is no JSON", e);
        }
    }

    private static Optional<PublicKey> key(JsonNode node, String name) {
        return Optional.of(node.path(name)).filter(JsonNode::isTextual).map(text -> PublicKey.fromHex(text.asText()));
    }
}
