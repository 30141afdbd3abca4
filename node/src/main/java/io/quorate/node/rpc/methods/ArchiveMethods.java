package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.HEX;
import static io.quorate.node.rpc.Shape.INTEGER;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Round;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What {@code quorate forensics} asks of a node that runs: how epochs began, and the certificates that were kept. */
final class ArchiveMethods {
    private static final int CERTIFICATES = 128;
    /** Of all certificates in one answer; of a set of a thousand each is long. */
    private static final int CHARACTERS = 1 << 20;
    /** Of one round there are no more, so that who asks goes on with each answer. */
    private static final int OF_A_ROUND = 4;

    private final NodeService node;

    ArchiveMethods(NodeService node) {
        this.node = node;
    }

    List<RpcMethod> all() {
        return List.of(epoch(), certificates());
    }

    private RpcMethod epoch() {
        return new RpcMethod(
                        "chain.epoch",
                        "How an epoch began: after which block, and with which validators.",
                        List.of(Parameter.required("epoch", Shape.whole(1, Long.MAX_VALUE), "which, from 1")),
                        List.of(
                                ResultField.of("epoch", INTEGER, "the epoch"),
                                ResultField.of("height", INTEGER, "the height of the block that it begins after"),
                                ResultField.of("blockId", Shape.HASH, "its id"),
                                ResultField.of("timeMillis", INTEGER, "its block time, in milliseconds since 1970"),
                                ResultField.of("validatorsHash", Shape.HASH, "what headers call the set by"),
                                ResultField.of("validators", HEX, "the set, in its stored form"),
                                ResultField.maybe(
                                        "header", HEX, "of the block that it begins after, which names the set's hash"),
                                ResultField.maybe(
                                        "finalization", HEX, "what shows that block final, in its stored form")),
                        this::epoch)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> epoch(Arguments arguments) throws RpcException {
        Epoch epoch = new Epoch(arguments.integer("epoch", 1));
        EpochStart start = node.blocks()
                .epoch(epoch)
                .orElseThrow(() -> RpcError.of(ErrorCode.NOT_FOUND, "epoch " + epoch + " has not begun")
                        .asException());
        ObjectNode result = Json.object()
                .put("epoch", epoch.number())
                .put("height", start.height().number())
                .put("blockId", start.block().toString())
                .put("timeMillis", start.time().millis())
                .put("validatorsHash", start.set().hash().toHex())
                .put("validators", hex(StoredForms.encode(start.set())));
        node.blocks()
                .block(start.height())
                .ifPresent(block -> result.put("header", hex(block.header().toBytes())));
        node.blocks()
                .finalization(start.height())
                .ifPresent(certificate -> result.put("finalization", hex(StoredForms.encode(certificate))));
        return RpcAnswer.now(result);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private RpcMethod certificates() {
        return new RpcMethod(
                "consensus.certificates",
                "The certificates of all kinds that this node kept of the last 24 hours of block time, of a round and those"
                        + " after it: what quorate forensics compares.",
                List.of(
                        Parameter.withDefault(
                                "epoch", Shape.whole(0, Long.MAX_VALUE), "0", "of the first round to tell of"),
                        Parameter.withDefault("view", Shape.whole(0, Long.MAX_VALUE), "0", "the same round's view"),
                        Parameter.withDefault(
                                "limit",
                                Shape.whole(1, CERTIFICATES),
                                "" + CERTIFICATES,
                                "how many at most, up to " + CERTIFICATES + "; fewer if they are long")),
                List.of(ResultField.of(
                        "certificates",
                        Shape.listOf(
                                ResultField.of("epoch", INTEGER, "of its votes"),
                                ResultField.of("view", INTEGER, "of its votes"),
                                ResultField.of("kind", Shape.STRING, "notarize, nullify or finalize"),
                                ResultField.of("certificate", HEX, "the whole, in its stored form")),
                        "in the order of their rounds")),
                this::certificates);
    }

    private CompletableFuture<RpcAnswer> certificates(Arguments arguments) {
        Round from = Round.of(arguments.integer("epoch", 0), arguments.integer("view", 0));
        int limit = (int) arguments.integer("limit", CERTIFICATES);
        ObjectNode result = Json.object();
        ArrayNode list = result.putArray("certificates");
        int characters = 0;
        for (Certificate certificate : node.blocks().certificates(from, limit)) {
            String encoded = hex(StoredForms.encode(certificate));
            characters += encoded.length();
            if (characters > CHARACTERS && list.size() >= OF_A_ROUND) {
                break;
            }
            list.addObject()
                    .put("epoch", certificate.round().epoch().number())
                    .put("view", certificate.view().number())
                    .put("kind", certificate.kind().verb())
                    .put("certificate", encoded);
        }
        return RpcAnswer.now(result);
    }
}
