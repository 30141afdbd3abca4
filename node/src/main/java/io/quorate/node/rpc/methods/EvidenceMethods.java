package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.HEX;
import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.validators.Slash;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.BlockStore.EpochStart;
import io.quorate.protocol.replica.ReplicaSnapshot;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.ValidatorSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code consensus.evidence}: what is proven of validators. */
final class EvidenceMethods {
    private final NodeService node;
    private final Members names;

    EvidenceMethods(NodeService node, Members names) {
        this.node = node;
        this.names = names;
    }

    List<RpcMethod> all() {
        return List.of(evidence());
    }

    private RpcMethod evidence() {
        return new RpcMethod(
                "consensus.evidence",
                "What is proven of validators: the evidence that is pooled until it is on chain, and the penalties there.",
                List.of(
                        Parameter.withDefault(
                                "offset",
                                Shape.whole(0, Integer.MAX_VALUE),
                                "0",
                                "the first penalty to list, newest first"),
                        Parameter.withDefault(
                                "limit",
                                Shape.whole(0, LedgerQueries.MAX_PAGE),
                                "" + LedgerQueries.MAX_PAGE,
                                "how many penalties to list, at most " + LedgerQueries.MAX_PAGE)),
                List.of(
                        ResultField.of(
                                "pending",
                                Shape.listOf(
                                        ResultField.of("epoch", INTEGER, "when it happened"),
                                        ResultField.of("view", INTEGER, "when it happened"),
                                        ResultField.of(
                                                "validator", Members.ONE, "who did it, in the set of that epoch"),
                                        ResultField.of("reason", STRING, "what it did"),
                                        ResultField.of("proof", STRING, "the proof in words"),
                                        ResultField.of("bytes", HEX, "the proof; it verifies offline")),
                                "what is proven and not on chain yet"),
                        ResultField.of("penaltyCount", INTEGER, "how many penalties there are"),
                        ResultField.of(
                                "penalties",
                                Shape.listOf(
                                        ResultField.of("account", HEX, "whose stake it cost"),
                                        ResultField.of("publicKey", HEX, "the key of its votes then"),
                                        ResultField.maybe("name", STRING, "its name, if genesis gave one"),
                                        ResultField.of("reason", STRING, "what it did"),
                                        ResultField.of("epoch", INTEGER, "when it did"),
                                        ResultField.of("view", INTEGER, "when it did"),
                                        ResultField.of("penalty", INTEGER, "what it cost"),
                                        ResultField.of("stakeLeft", INTEGER, "what was left"),
                                        ResultField.of("evidence", Shape.HASH, "the evidence's hash"),
                                        ResultField.of("height", INTEGER, "the block that holds it"),
                                        ResultField.of("timeMillis", INTEGER, "that block's time"),
                                        ResultField.of("txId", Shape.HASH, "the transaction that brought it")),
                                "the penalties of this page, newest first")),
                this::evidence);
    }

    private CompletableFuture<RpcAnswer> evidence(Arguments arguments) {
        long offset = arguments.integer("offset", 0);
        int limit = (int) arguments.integer("limit", LedgerQueries.MAX_PAGE);
        ObjectNode result = pending(node.consensus());
        LedgerQueries queries = new LedgerQueries(node.blocks().state());
        result.put("penaltyCount", queries.slashCount());
        ArrayNode penalties = result.putArray("penalties");
        for (Slash slash : queries.slashes(offset, limit)) {
            ObjectNode one = penalties
                    .addObject()
                    .put("account", slash.account().toHex())
                    .put("publicKey", slash.key().toHex());
            names.name(slash.key()).ifPresent(name -> one.put("name", name));
            one.put("reason", slash.reason().label())
                    .put("epoch", slash.round().epoch().number())
                    .put("view", slash.round().view().number())
                    .put("penalty", slash.penalty().units())
                    .put("stakeLeft", slash.left().units())
                    .put("evidence", slash.evidence().toHex())
                    .put("height", slash.height().number())
                    .put("timeMillis", slash.time().millis())
                    .put("txId", slash.transaction().toString());
        }
        return RpcAnswer.now(result);
    }

    private ObjectNode pending(ReplicaSnapshot now) {
        ObjectNode result = Json.object();
        ArrayNode pending = result.putArray("pending");
        for (Evidence evidence : now.evidence()) {
            ObjectNode one = pending.addObject()
                    .put("epoch", evidence.round().epoch().number())
                    .put("view", evidence.round().view().number());
            one.set("validator", accused(now, evidence));
            one.put("reason", evidence.misbehaviour().label())
                    .put("proof", proof(evidence))
                    .put("bytes", HexFormat.of().formatHex(StoredForms.encode(evidence)));
        }
        return result;
    }

    /** Its index is one of the set of the fault's epoch, which may be another than the current one's. */
    private ObjectNode accused(ReplicaSnapshot now, Evidence evidence) {
        Epoch epoch = evidence.round().epoch();
        Optional<ValidatorSet> set = epoch.equals(now.epoch().epoch())
                ? Optional.of(now.epoch().set())
                : node.blocks().epoch(epoch).map(EpochStart::set);
        return set.map(known -> names.one(known, evidence.validator()))
                .orElseGet(() -> Json.object().put("index", evidence.validator().number()));
    }

    private static String proof(Evidence evidence) {
        if (evidence instanceof Evidence.ConflictingVotes votes) {
            return votes.first().subject() + " and " + votes.second().subject();
        }
        return evidence instanceof Evidence.InvalidTransaction invalid
                ? invalid.transaction() + " in block " + invalid.header().id() + " is badly signed"
                : "the header of block " + evidence.vote().subject().block() + " is over the limits";
    }
}
