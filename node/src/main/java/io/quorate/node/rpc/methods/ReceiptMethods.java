package io.quorate.node.rpc.methods;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.LedgerEntries;
import io.quorate.client.ReceiptJson;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.window.Absence;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
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
import io.quorate.node.runtime.NodeService.FinalTransaction;
import io.quorate.protocol.port.BlockStore.Location;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.receipt.ReceiptBuilder;
import io.quorate.protocol.receipt.ReceiptBuilder.Built;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** {@code chain.receipt} and {@code kv.prove}: what others can check without this node, from a snapshot of the state. */
final class ReceiptMethods {
    /** A state between two blocks of one finalization is certified a moment later: so many newer ones are tried. */
    private static final int TRIES = 50;

    private static final Shape HASHES = new Shape.Items(Shape.HASH, 0, SparseMerkleProof.MAX_DEPTH);

    private static final List<ResultField> PROOF = List.of(
            ResultField.of("siblings", HASHES, "the hashes beside the path, from the root down"),
            ResultField.maybe(
                    "other",
                    Shape.OBJECT,
                    "keyHash and valueHash of the leaf in whose place the key's would be, if one is there"));

    private final NodeService node;
    private final LedgerEntries names = new LedgerEntries();
    private final Semaphore places;
    /** For what reads all ids of an hour: one at a time. */
    private final Semaphore hours = new Semaphore(1);

    /** @param atATime how many receipts are made at a time: a few callers who ask for long ones leave others room */
    ReceiptMethods(NodeService node, int atATime) {
        this.node = node;
        this.places = new Semaphore(atATime);
    }

    List<RpcMethod> all() {
        return List.of(receipt(), prove());
    }

    private RpcMethod receipt() {
        return new RpcMethod(
                        "chain.receipt",
                        "A receipt of a decision or key as it is now (also that there is none), or of a final transaction"
                                + " (with its expiry also that it never executed): it verifies offline against the genesis"
                                + " file. Give exactly one of the first three.",
                        List.of(
                                Parameter.optional("decision", Shape.text(1, 256), "the decision's topic"),
                                Parameter.optional("key", Shape.text(1, 256), "the key"),
                                Parameter.optional("tx", Shape.HASH, "the transaction's id"),
                                Parameter.optional(
                                        "expiryMillis",
                                        Shape.whole(0, Long.MAX_VALUE),
                                        "the transaction's expiry: if none of this id was executed, that is shown, from a"
                                                + " minute or two after the expiry until ten minutes after it"),
                                Parameter.optional(
                                        "from",
                                        Shape.whole(1, Long.MAX_VALUE),
                                        "the height of a block that its reader pins, to begin there instead of at"
                                                + " genesis")),
                        List.of(
                                ResultField.of("format", Shape.STRING, "quorate-receipt-1"),
                                ResultField.of("claim", Shape.OBJECT, "what is proven, with its Merkle proof"),
                                ResultField.of(
                                        "descent",
                                        Shape.ARRAY,
                                        "headers from the claim's to the certified one's parent"),
                                ResultField.maybe("checkpoint", Shape.OBJECT, "where trust begins, if not at genesis"),
                                ResultField.of(
                                        "steps", Shape.ARRAY, "certified headers with their certificates and sets"),
                                ResultField.of("seal", Shape.HASH, "a digest of the rest, against damage")),
                        this::receipt)
                .failing(ErrorCode.NOT_FOUND, ErrorCode.OVERLOADED);
    }

    private CompletableFuture<RpcAnswer> receipt(Arguments arguments) throws RpcException {
        long asked =
                List.of("decision", "key", "tx").stream().filter(arguments::has).count();
        if (asked != 1) {
            throw Arguments.invalid(
                    arguments.has("tx") ? "tx" : arguments.has("key") ? "key" : "decision",
                    "or another of \"decision\", \"key\", \"tx\": give exactly one");
        }
        Optional<Height> from =
                arguments.has("from") ? Optional.of(new Height(arguments.integer("from", 1))) : Optional.empty();
        if (!places.tryAcquire()) {
            throw busy();
        }
        try {
            return made(arguments, from);
        } finally {
            places.release();
        }
    }

    private static RpcException busy() {
        return RpcError.of(
                        ErrorCode.OVERLOADED,
                        "the node makes as many receipts at a time as it may: ask again in a moment")
                .asException();
    }

    private CompletableFuture<RpcAnswer> made(Arguments arguments, Optional<Height> from) throws RpcException {
        if (arguments.has("tx")) {
            TransactionId id = new TransactionId(arguments.hash("tx"));
            Optional<FinalTransaction> found = node.find(id);
            return RpcAnswer.now(ReceiptJson.tree(
                    found.isPresent() || !arguments.has("expiryMillis")
                            ? ofTransaction(id, found, from)
                            : unexecuted(id, new BlockTime(arguments.integer("expiryMillis", 0)), from)));
        }
        String kind = arguments.has("key") ? LedgerEntries.KEY : LedgerEntries.DECISION;
        return RpcAnswer.now(ReceiptJson.tree(ofEntry(kind, arguments.text(kind), from)));
    }

    private ChainReceipt ofTransaction(TransactionId id, Optional<FinalTransaction> found, Optional<Height> from)
            throws RpcException {
        if (found.isEmpty()) {
            throw RpcError.of(
                            ErrorCode.NOT_FOUND,
                            "no final transaction has the id " + id
                                    + "; it may be pending. Give its expiry too, to be shown that it never executed")
                    .with("txId", id.toString())
                    .asException();
        }
        Location location = new Location(found.get().height(), found.get().index());
        ReceiptBuilder.Executed executed = ReceiptBuilder.claim(node.blocks(), location)
                .orElseThrow(() -> new IllegalStateException("a final transaction has no receipt"));
        Built built = builder().build(executed.height(), executed.claim(), from);
        return ready(built).orElseThrow(() -> notCertified(executed.height()));
    }

    private ChainReceipt unexecuted(TransactionId id, BlockTime expiry, Optional<Height> from) throws RpcException {
        if (!hours.tryAcquire()) {
            throw busy();
        }
        try {
            return ofState(state -> unexecuted(id, expiry, state), from);
        } finally {
            hours.release();
        }
    }

    private static ChainReceipt.Claim unexecuted(TransactionId id, BlockTime expiry, StateSnapshot state)
            throws RpcException {
        Absence absence = new LedgerQueries(state).absence(id, expiry);
        if (!(absence instanceof Absence.Shown shown)) {
            throw notShown(id, absence);
        }
        ChainReceipt.Entry executed = entry(LedgerEntries.EXECUTED, "", LedgerQueries.executedKey(), state);
        return new ChainReceipt.Unexecuted(id, expiry, executed, shown.gaps());
    }

    private static RpcException notShown(TransactionId id, Absence why) {
        String code = "EXECUTED";
        String message = "a transaction with the id " + id + " was executed, and its block was removed from this node";
        if (why instanceof Absence.TooEarly) {
            code = "TOO_EARLY";
            message = "transaction " + id
                    + " may still execute, or its expiry is less than two minutes ago in the chain's"
                    + " time: ask again then";
        } else if (why instanceof Absence.TooLate) {
            code = "TOO_LATE";
            message = "what was executed at the time of transaction " + id
                    + " is told until ten minutes after its expiry, and no more";
        }
        return RpcError.of(ErrorCode.NOT_FOUND, message)
                .with("code", code)
                .with("txId", id.toString())
                .asException();
    }

    private ChainReceipt ofEntry(String kind, String name, Optional<Height> from) throws RpcException {
        StateKey key = key(kind, name);
        return ofState(state -> entry(kind, name, key, state), from);
    }

    /** What is claimed of a state. */
    private interface Claimed {
        ChainReceipt.Claim of(StateSnapshot state) throws RpcException;
    }

    /** A receipt of the newest state, or of the one after it: the newest block's certificate may be a moment late. */
    private ChainReceipt ofState(Claimed claimed, Optional<Height> from) throws RpcException {
        Height newest = Height.ZERO;
        for (int i = 0; i < TRIES; i++) {
            try (StateSnapshot state = node.blocks().snapshot()) {
                newest = state.height();
                Optional<ChainReceipt> receipt = ready(builder().build(state.height(), claimed.of(state), from));
                if (receipt.isPresent()) {
                    return receipt.get();
                }
            }
        }
        throw notCertified(newest);
    }

    private static ChainReceipt.Entry entry(String kind, String name, StateKey key, StateSnapshot state) {
        return new ChainReceipt.Entry(kind, name, state.get(key), new LedgerQueries(state).prove(key));
    }

    private StateKey key(String kind, String name) throws RpcException {
        return Checks.of(
                kind,
                () -> names.key(kind, name)
                        .orElseThrow(() -> new IllegalArgumentException("there can be none of this name")));
    }

    private ReceiptBuilder builder() {
        return new ReceiptBuilder(node.blocks(), node.genesis());
    }

    private static Optional<ChainReceipt> ready(Built built) throws RpcException {
        if (built instanceof Built.Impossible impossible) {
            throw RpcError.of(ErrorCode.NOT_FOUND, impossible.reason()).asException();
        }
        return built instanceof Built.Ready ready ? Optional.of(ready.receipt()) : Optional.empty();
    }

    private static RpcException notCertified(Height height) {
        return RpcError.of(ErrorCode.NOT_FOUND, "no certificate is stored yet for block " + height + ": ask again")
                .asException();
    }

    private RpcMethod prove() {
        return new RpcMethod(
                        "kv.prove",
                        "What shows, against the state root in a final block's header, the entry of a key or that there is"
                                + " none. chain.receipt gives what shows the header to be final, too.",
                        List.of(Parameter.required("key", Shape.text(1, 256), "the key, up to 256 bytes of UTF-8")),
                        Stream.concat(
                                        Stream.of(
                                                ResultField.of("key", Shape.STRING, "the key"),
                                                ResultField.of(
                                                        "height", Shape.INTEGER, "the block that left this state"),
                                                ResultField.of("blockId", Shape.HASH, "its id"),
                                                ResultField.of("stateRoot", Shape.HASH, "the root in its header"),
                                                ResultField.of("stateKey", Shape.HEX, "where the entry lies"),
                                                ResultField.of("present", Shape.FLAG, "whether there is an entry"),
                                                ResultField.maybe("entry", Shape.HEX, "its bytes, if there is one")),
                                        PROOF.stream())
                                .toList(),
                        this::prove)
                .failing(ErrorCode.NOT_FOUND);
    }

    private CompletableFuture<RpcAnswer> prove(Arguments arguments) throws RpcException {
        String name = arguments.text("key");
        StateKey key = key(LedgerEntries.KEY, name);
        try (StateSnapshot state = node.blocks().snapshot()) {
            BlockHeader header = node.blocks()
                    .header(state.height())
                    .orElseThrow(() -> new IllegalStateException("the block of the newest state is missing"));
            Optional<byte[]> entry = state.get(key);
            SparseMerkleProof proof = new LedgerQueries(state).prove(key);
            ObjectNode result = Json.object()
                    .put("key", name)
                    .put("height", header.height().number())
                    .put("blockId", header.id().toString())
                    .put("stateRoot", header.stateRoot().toHex())
                    .put("stateKey", HexFormat.of().formatHex(key.toBytes()))
                    .put("present", entry.isPresent());
            entry.ifPresent(bytes -> result.put("entry", HexFormat.of().formatHex(bytes)));
            ArrayNode siblings = result.putArray("siblings");
            proof.siblings().forEach(sibling -> siblings.add(sibling.toHex()));
            proof.other()
                    .ifPresent(leaf -> result.putObject("other")
                            .put("keyHash", leaf.keyHash().toHex())
                            .put("valueHash", leaf.valueHash().toHex()));
            return RpcAnswer.now(result);
        }
    }
}
