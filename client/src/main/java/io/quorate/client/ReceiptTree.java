package io.quorate.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.signature.PublicKey;
import io.quorate.crypto.signature.Signature;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockId;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Certificate;
import io.quorate.protocol.types.ChainId;
import io.quorate.protocol.types.ChainReceipt;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Round;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.Subject;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.Validator;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import io.quorate.protocol.types.VoteKind;
import io.quorate.protocol.types.VotingPower;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A receipt to a tree of JSON and back. What reads takes members it does not know, and writes them nowhere: whoever wants
 * one form compares what is written with what was read.
 */
final class ReceiptTree {
    private static final String FORMAT = "quorate-receipt-1";
    private static final String TRANSACTION = "transaction";
    private static final String UNEXECUTED = "unexecuted";

    private ReceiptTree() {}

    // ---- to JSON

    static ObjectNode of(ChainReceipt receipt) {
        ObjectNode out = object().put("format", FORMAT);
        if (receipt.claim() instanceof ChainReceipt.Entry entry) {
            out.set("claim", entry(entry));
        } else if (receipt.claim() instanceof ChainReceipt.Execution execution) {
            out.set("claim", execution(execution));
        } else if (receipt.claim() instanceof ChainReceipt.Unexecuted unexecuted) {
            out.set("claim", unexecuted(unexecuted));
        }
        ArrayNode descent = out.putArray("descent");
        receipt.descent().forEach(header -> descent.add(header(header)));
        receipt.checkpoint().ifPresent(checkpoint -> {
            ObjectNode node = out.putObject("checkpoint");
            node.set("header", header(checkpoint.header()));
            node.set("validators", set(checkpoint.set()));
        });
        ArrayNode steps = out.putArray("steps");
        for (ChainReceipt.Step step : receipt.steps()) {
            ObjectNode node = steps.addObject();
            node.set("header", header(step.header()));
            node.set("finalization", certificate(step.certificate()));
            node.set("validators", set(step.set()));
        }
        return out.put("seal", receipt.seal().toHex());
    }

    private static ObjectNode entry(ChainReceipt.Entry entry) {
        ObjectNode out = object().put("kind", entry.kind()).put("name", entry.name());
        out.put("present", entry.value().isPresent());
        entry.value().ifPresent(value -> out.put("value", hex(value)));
        putProof(out, entry.proof());
        return out;
    }

    private static ObjectNode unexecuted(ChainReceipt.Unexecuted unexecuted) {
        ObjectNode out = object().put("kind", UNEXECUTED)
                .put("id", unexecuted.id().toString())
                .put("expiryMillis", unexecuted.expiry().millis());
        out.set("entry", entry(unexecuted.entry()));
        ArrayNode gaps = out.putArray("gaps");
        unexecuted.gaps().forEach(gap -> putProof(gaps.addObject(), gap));
        return out;
    }

    private static void putProof(ObjectNode out, SparseMerkleProof proof) {
        out.set("siblings", hashes(proof.siblings()));
        proof.other()
                .ifPresent(leaf -> out.putObject("other")
                        .put("keyHash", leaf.keyHash().toHex())
                        .put("valueHash", leaf.valueHash().toHex()));
    }

    private static ObjectNode execution(ChainReceipt.Execution execution) {
        ObjectNode out = object().put("kind", TRANSACTION)
                .put("id", execution.receipt().transaction().toString());
        if (execution.receipt() instanceof Receipt.Ok ok) {
            ArrayNode results = out.put("ok", true).putArray("results");
            ok.results().forEach(result -> results.add(hex(result)));
        } else if (execution.receipt() instanceof Receipt.Failed failed) {
            out.put("ok", false)
                    .put("operation", failed.operation())
                    .put("code", failed.code())
                    .put("message", failed.message());
        }
        out.put("index", execution.index());
        out.set("siblings", hashes(execution.siblings()));
        return out;
    }

    private static ObjectNode header(BlockHeader header) {
        return object().put("version", header.version())
                .put("chain", header.chain().toString())
                .put("epoch", header.epoch().number())
                .put("height", header.height().number())
                .put("parent", header.parent().toString())
                .put("proposer", header.proposer().number())
                .put("timeMillis", header.time().millis())
                .put("transactionCount", header.transactionCount())
                .put("bodyBytes", header.bodySize())
                .put("transactionsRoot", header.transactionsRoot().toHex())
                .put("receiptsRoot", header.receiptsRoot().toHex())
                .put("stateRoot", header.stateRoot().toHex())
                .put("validatorsHash", header.validators().toHex())
                .put("nextValidatorsHash", header.nextValidators().toHex());
    }

    private static ObjectNode certificate(Certificate certificate) {
        Subject subject = certificate.subject();
        ObjectNode out = object().put("kind", subject.kind().code())
                .put("epoch", subject.round().epoch().number())
                .put("view", subject.view().number())
                .put("parentView", subject.parentView().number())
                .put("block", subject.block().toString())
                .put("setSize", certificate.signers().setSize())
                .put("signers", hex(certificate.signers().toBytes()));
        ArrayNode signatures = out.putArray("signatures");
        certificate.signatures().forEach(signature -> signatures.add(signature.toHex()));
        return out;
    }

    /** Powers may be larger than what other languages take for a number, so they are texts. */
    private static ArrayNode set(ValidatorSet set) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (Validator validator : set.validators()) {
            out.addObject()
                    .put("key", validator.key().toHex())
                    .put("power", validator.power().toString())
                    .put("leaderWeight", Long.toString(validator.leaderWeight()));
        }
        return out;
    }

    private static ArrayNode hashes(List<Hash> hashes) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        hashes.forEach(hash -> out.add(hash.toHex()));
        return out;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    // ---- from JSON: every method throws IllegalArgumentException alone

    static ChainReceipt receipt(JsonNode node) {
        if (!text(node, "format").equals(FORMAT)) {
            throw new IllegalArgumentException("it is no receipt of the format " + FORMAT);
        }
        JsonNode checkpoint = node.path("checkpoint");
        return new ChainReceipt(
                checkpoint.isObject()
                        ? Optional.of(new ChainReceipt.Checkpoint(
                                readHeader(checkpoint.path("header")), readSet(checkpoint.path("validators"))))
                        : Optional.empty(),
                list(node, "steps", ChainReceipt.MAX_STEPS, ReceiptTree::readStep),
                list(node, "descent", ChainReceipt.MAX_DESCENT, ReceiptTree::readHeader),
                readClaim(node.path("claim")),
                hash(node, "seal"));
    }

    private static ChainReceipt.Step readStep(JsonNode node) {
        return new ChainReceipt.Step(
                readHeader(node.path("header")),
                readCertificate(node.path("finalization")),
                readSet(node.path("validators")));
    }

    private static ChainReceipt.Claim readClaim(JsonNode node) {
        String kind = text(node, "kind");
        if (kind.equals(TRANSACTION)) {
            return new ChainReceipt.Execution(
                    readReceipt(node), integer(node, "index"), readHashes(node, "siblings", 32));
        }
        if (kind.equals(UNEXECUTED)) {
            return new ChainReceipt.Unexecuted(
                    new TransactionId(hash(node, "id")),
                    new BlockTime(number(node, "expiryMillis")),
                    readEntry(node.path("entry")),
                    list(node, "gaps", ChainReceipt.MAX_GAPS, ReceiptTree::readProof));
        }
        return readEntry(node);
    }

    private static ChainReceipt.Entry readEntry(JsonNode node) {
        return new ChainReceipt.Entry(
                text(node, "kind"),
                text(node, "name"),
                node.has("value") ? Optional.of(bytes(text(node, "value"))) : Optional.empty(),
                readProof(node));
    }

    private static SparseMerkleProof readProof(JsonNode node) {
        JsonNode other = node.path("other");
        return new SparseMerkleProof(
                readHashes(node, "siblings", SparseMerkleProof.MAX_DEPTH),
                other.isObject()
                        ? Optional.of(new SparseMerkleProof.Leaf(hash(other, "keyHash"), hash(other, "valueHash")))
                        : Optional.empty());
    }

    private static Receipt readReceipt(JsonNode node) {
        TransactionId id = new TransactionId(hash(node, "id"));
        JsonNode ok = node.path("ok");
        if (!ok.isBoolean()) {
            throw new IllegalArgumentException("\"ok\" is neither true nor false");
        }
        return ok.booleanValue()
                ? new Receipt.Ok(id, list(node, "results", 65_535, result -> bytes(string(result, "results"))))
                : new Receipt.Failed(id, integer(node, "operation"), text(node, "code"), text(node, "message"));
    }

    private static BlockHeader readHeader(JsonNode node) {
        return new BlockHeader(
                integer(node, "version"),
                new ChainId(hash(node, "chain")),
                new Epoch(number(node, "epoch")),
                new Height(number(node, "height")),
                new BlockId(hash(node, "parent")),
                new ValidatorIndex(integer(node, "proposer")),
                new BlockTime(number(node, "timeMillis")),
                integer(node, "transactionCount"),
                integer(node, "bodyBytes"),
                hash(node, "transactionsRoot"),
                hash(node, "receiptsRoot"),
                hash(node, "stateRoot"),
                hash(node, "validatorsHash"),
                hash(node, "nextValidatorsHash"));
    }

    private static Certificate readCertificate(JsonNode node) {
        int size = integer(node, "setSize");
        if (size < 0 || size > ValidatorSet.LIMIT) {
            throw new IllegalArgumentException("a set has at most " + ValidatorSet.LIMIT + " validators");
        }
        return new Certificate(
                new Subject(
                        VoteKind.ofCode(integer(node, "kind")),
                        new Round(new Epoch(number(node, "epoch")), new View(number(node, "view"))),
                        new View(number(node, "parentView")),
                        new BlockId(hash(node, "block"))),
                Signers.fromBytes(size, bytes(text(node, "signers"))),
                list(
                        node,
                        "signatures",
                        ValidatorSet.LIMIT,
                        signature -> Signature.of(bytes(string(signature, "signatures")))));
    }

    private static ValidatorSet readSet(JsonNode nodes) {
        List<Validator> validators = new ArrayList<>();
        require(nodes.isArray() && nodes.size() <= ValidatorSet.LIMIT, "validators");
        for (JsonNode node : nodes) {
            validators.add(new Validator(
                    PublicKey.of(bytes(text(node, "key"))),
                    new VotingPower(decimal(node, "power")),
                    decimal(node, "leaderWeight")));
        }
        return ValidatorSet.of(validators);
    }

    private static List<Hash> readHashes(JsonNode node, String member, int limit) {
        return list(node, member, limit, each -> Hash.of(bytes(string(each, member))));
    }

    private static <T> List<T> list(JsonNode node, String member, int limit, Function<JsonNode, T> reader) {
        JsonNode items = node.path(member);
        require(items.isArray() && items.size() <= limit, member);
        List<T> list = new ArrayList<>(items.size());
        items.forEach(item -> list.add(reader.apply(item)));
        return list;
    }

    private static Hash hash(JsonNode node, String member) {
        return Hash.of(bytes(text(node, member)));
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String text(JsonNode node, String member) {
        return string(node.path(member), member);
    }

    private static String string(JsonNode value, String member) {
        require(value.isTextual(), member);
        return value.textValue();
    }

    private static long number(JsonNode node, String member) {
        JsonNode value = node.path(member);
        require(value.isIntegralNumber() && value.canConvertToLong(), member);
        return value.longValue();
    }

    private static int integer(JsonNode node, String member) {
        long value = number(node, member);
        require(value == (int) value, member);
        return (int) value;
    }

    private static long decimal(JsonNode node, String member) {
        String text = text(node, member);
        require(text.matches("[0-9]{1,19}"), member);
        return Long.parseLong(text);
    }

    private static void require(boolean holds, String member) {
        if (!holds) {
            throw new IllegalArgumentException("\"" + member + "\" is missing, or not what it must be");
        }
    }
}
