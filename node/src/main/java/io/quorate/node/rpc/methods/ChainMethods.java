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
import io.quorate.protocol.port.BlockStore;
import io.quorate.protocol.types.Block;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Transaction;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** {@code chain.*}: what is final. */
final class ChainMethods {
    /** The most transactions that one answer lists. */
    private static final int PAGE = 1_000;

    /** How far above a block without a certificate of its own the next certified one is looked for. */
    private static final int DESCENDANTS = 256;

    private final NodeService node;

    ChainMethods(NodeService node) {
        this.node = node;
    }

    List<RpcMethod> all() {
        return List.of(head(), block(), certificate());
    }

    private RpcMethod head() {
        return new RpcMethod(
                        "chain.head",
                        "The highest finalized block's header, and what is left of the chain below it.",
                        List.of(),
                        HEAD,
                        arguments -> RpcAnswer.now(header(headBlock())
                                .put("oldestHeight", node.blocks().oldest().number())))
                .failing(ErrorCode.NOT_FOUND);
    }

    private Block headBlock() throws RpcException {
        return node.blocks()
                .head()
                .map(BlockStore.Head::block)
                .orElseThrow(() -> RpcError.of(ErrorCode.NOT_FOUND, "no block is final yet")
                        .asException());
    }

    private RpcMethod block() {
        return new RpcMethod(
                        "chain.block",
                        "A finalized block, by its height or its id (exactly one of them).",
                        List.of(
                                Parameter.optional(
                                        "height", Shape.whole(0, Long.MAX_VALUE), "the block's height, from 0"),
                                Parameter.optional("id", Shape.HASH, "the block's id"),
                                Parameter.withDefault(
                                        "offset",
                                        Shape.whole(0, Integer.MAX_VALUE),
                                        "0",
                                        "the first transaction to list"),
                                Parameter.withDefault(
                                        "limit",
                                        Shape.whole(0, PAGE),
                                        "" + PAGE,
                                        "how many transactions to list, at most " + PAGE)),
                        HEADER_AND_TRANSACTIONS,
                        this::block)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> block(Arguments arguments) throws RpcException {
        long offset = arguments.integer("offset", 0);
        long limit = arguments.integer("limit", PAGE);
        Block block = wanted(arguments);
        List<Receipt> receipts = node.blocks().receipts(block.height()).orElse(List.of());
        ObjectNode result = header(block);
        ArrayNode listed = result.putArray("transactions");
        int end = (int) Math.min(block.transactions().size(), offset + limit);
        for (int i = (int) offset; i < end; i++) {
            Transaction transaction = block.transactions().get(i);
            ObjectNode one = listed.addObject()
                    .put("id", transaction.id().toString())
                    .put("sender", transaction.sender().toHex())
                    .put("bytes", transaction.size());
            if (i < receipts.size()) {
                one.put("ok", receipts.get(i) instanceof Receipt.Ok);
            }
        }
        return RpcAnswer.now(result);
    }

    private Block wanted(Arguments arguments) throws RpcException {
        if (arguments.has("height") == arguments.has("id")) {
            throw Arguments.invalid(
                    arguments.has("id") ? "id" : "height", "or the other, \"height\" or \"id\": give one");
        }
        if (arguments.has("id")) {
            BlockId id = new BlockId(arguments.hash("id"));
            return node.blocks()
                    .block(id)
                    .orElseThrow(() -> RpcError.of(ErrorCode.NOT_FOUND, "no finalized block has the id " + id)
                            .asException());
        }
        return at(arguments.integer("height", 0));
    }

    private Block at(long height) throws RpcException {
        return node.blocks()
                .block(new Height(height))
                .orElseThrow(
                        () -> RpcError.of(ErrorCode.NOT_FOUND, absent(height)).asException());
    }

    private String absent(long height) {
        Height oldest = node.blocks().oldest();
        return height < oldest.number()
                ? "block " + height + " was removed here: ask a node that keeps it; from " + oldest + " on all are here"
                : "no block is final at height " + height + "; the head is at "
                        + node.consensus().head().height();
    }

    private RpcMethod certificate() {
        return new RpcMethod(
                        "chain.certificate",
                        "What proves that a block is final: its own finalization, or else that of its next certified descendant."
                                + " By the block's height or its id (exactly one of them).",
                        List.of(
                                Parameter.optional(
                                        "height",
                                        Shape.whole(1, Long.MAX_VALUE - DESCENDANTS),
                                        "the block's height, from 1"),
                                Parameter.optional("id", Shape.HASH, "the block's id")),
                        List.of(
                                ResultField.of("height", Shape.INTEGER, "the height that was asked for"),
                                ResultField.of(
                                        "certifiedHeight", Shape.INTEGER, "the height of the block that is certified"),
                                ResultField.of("blockId", Shape.HASH, "its id"),
                                ResultField.of("epoch", Shape.INTEGER, "the epoch of the votes"),
                                ResultField.of("view", Shape.INTEGER, "the view of the votes"),
                                ResultField.of("parentView", Shape.INTEGER, "the parent view they name"),
                                ResultField.of("validators", Shape.INTEGER, "the size of the validator set"),
                                ResultField.of(
                                        "signers",
                                        new Shape.Items(INTEGER, 0, Integer.MAX_VALUE),
                                        "the indexes of who voted, in set order"),
                                ResultField.of(
                                        "signatures",
                                        new Shape.Items(HEX, 0, Integer.MAX_VALUE),
                                        "their signatures, in the same order")),
                        this::certificate)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> certificate(Arguments arguments) throws RpcException {
        long height = wanted(arguments).height().number();
        for (long certified = height; certified < height + DESCENDANTS; certified++) {
            Optional<Certificate> found = node.blocks().finalization(new Height(certified));
            if (found.isPresent()) {
                return RpcAnswer.now(certificate(height, certified, found.get()));
            }
        }
        throw RpcError.of(
                        ErrorCode.NOT_FOUND,
                        "no certificate is stored for height " + height + " or the " + DESCENDANTS + " above it")
                .asException();
    }

    private static ObjectNode certificate(long height, long certified, Certificate certificate) {
        ObjectNode result = Json.object()
                .put("height", height)
                .put("certifiedHeight", certified)
                .put("blockId", certificate.subject().block().toString())
                .put("epoch", certificate.round().epoch().number())
                .put("view", certificate.view().number())
                .put("parentView", certificate.subject().parentView().number())
                .put("validators", certificate.signers().setSize());
        ArrayNode signers = result.putArray("signers");
        Signers who = certificate.signers();
        for (int i = who.nextAfter(-1); i >= 0; i = who.nextAfter(i)) {
            signers.add(i);
        }
        ArrayNode signatures = result.putArray("signatures");
        certificate.signatures().forEach(signature -> signatures.add(signature.toHex()));
        return result;
    }

    private static final List<ResultField> HEADER = List.of(
            ResultField.of("height", Shape.INTEGER, "its height"),
            ResultField.of("id", Shape.HASH, "its id"),
            ResultField.of("parentId", Shape.HASH, "the id of the block before it"),
            ResultField.of("epoch", Shape.INTEGER, "the epoch it was proposed in"),
            ResultField.of("proposer", Shape.INTEGER, "the index of its first proposer"),
            ResultField.of("timeMillis", Shape.INTEGER, "block time, in milliseconds since 1970"),
            ResultField.of("transactionCount", Shape.INTEGER, "how many transactions it holds"),
            ResultField.of("bodyBytes", Shape.INTEGER, "their length in bytes"),
            ResultField.of("transactionsRoot", Shape.HASH, "Merkle root of its transactions"),
            ResultField.of("receiptsRoot", Shape.HASH, "Merkle root of their receipts"),
            ResultField.of("stateRoot", Shape.HASH, "root of the state after it"),
            ResultField.of("validatorsHash", Shape.HASH, "hash of the set that finalizes it"),
            ResultField.of("nextValidatorsHash", Shape.HASH, "hash of the next set"),
            ResultField.of("header", Shape.HEX, "the header's canonical bytes, which the id hashes"));

    private static final List<ResultField> HEAD = Stream.concat(
                    HEADER.stream(),
                    Stream.of(ResultField.of(
                            "oldestHeight", Shape.INTEGER, "from which height on every block is here: see node.prune")))
            .toList();

    private static final List<ResultField> HEADER_AND_TRANSACTIONS = Stream.concat(
                    HEADER.stream(),
                    Stream.of(ResultField.of(
                            "transactions",
                            Shape.listOf(
                                    ResultField.of("id", Shape.HASH, "its id"),
                                    ResultField.of("sender", HEX, "the key that signed it"),
                                    ResultField.of("bytes", INTEGER, "its length"),
                                    ResultField.maybe("ok", Shape.FLAG, "whether it succeeded")),
                            "those that are listed")))
            .toList();

    private static ObjectNode header(Block block) {
        BlockHeader header = block.header();
        return Json.object()
                .put("height", header.height().number())
                .put("id", block.id().toString())
                .put("parentId", header.parent().toString())
                .put("epoch", header.epoch().number())
                .put("proposer", header.proposer().number())
                .put("timeMillis", header.time().millis())
                .put("transactionCount", header.transactionCount())
                .put("bodyBytes", header.bodySize())
                .put("transactionsRoot", header.transactionsRoot().toHex())
                .put("receiptsRoot", header.receiptsRoot().toHex())
                .put("stateRoot", header.stateRoot().toHex())
                .put("validatorsHash", header.validators().toHex())
                .put("nextValidatorsHash", header.nextValidators().toHex())
                .put("header", HexFormat.of().formatHex(header.toBytes()));
    }
}
