package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.client.Quoted;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.InstanceView;
import io.quorate.ledger.accounts.Summary;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.ErrorCode;
import io.quorate.node.rpc.Json;
import io.quorate.node.rpc.Names;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.ResultField;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcError;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.node.runtime.NodeService;
import io.quorate.protocol.port.StateSnapshot;
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code system.get_state}: decisions, instances, and the whole in short. */
final class StateMethods {
    private static final int PAGE = DecisionJson.PAGE;

    private final NodeService node;

    StateMethods(NodeService node) {
        this.node = node;
    }

    List<RpcMethod> all() {
        return List.of(new RpcMethod(
                        "system.get_state",
                        "A decision with its rules, votes, tally and result, an instance, or with neither the whole in"
                                + " short.",
                        List.of(
                                Parameter.optional("decision", Shape.text(1, 128), "the decision's topic"),
                                Parameter.optional("instanceId", Shape.text(1, 64), "the instance"),
                                Parameter.withDefault(
                                        "offset",
                                        Shape.whole(0, Integer.MAX_VALUE),
                                        "0",
                                        "the first vote, commitment and elector, or decision, to list"),
                                Parameter.withDefault(
                                        "limit",
                                        Shape.whole(0, PAGE),
                                        "" + PAGE,
                                        "how many votes, or decisions, to list, at most " + PAGE)),
                        List.of(
                                ResultField.of("height", INTEGER, "the highest final block when the state was read"),
                                ResultField.maybe("decision", DecisionJson.WHOLE, "the decision, if it was asked for"),
                                ResultField.maybe(
                                        "instance",
                                        Shape.object(
                                                ResultField.of("instanceId", STRING, "its id"),
                                                ResultField.of("publicKey", Shape.HEX, "the key that votes for it"),
                                                ResultField.of("height", INTEGER, "the block that registered it"),
                                                ResultField.of("txId", Shape.HASH, "the transaction that did"),
                                                ResultField.maybe(
                                                        "vote",
                                                        DecisionJson.VOTE,
                                                        "its vote on the decision that was asked for")),
                                        "the instance, if it was asked for"),
                                ResultField.maybe(
                                        "summary",
                                        Shape.object(
                                                ResultField.of("chain", STRING, "the chain's name"),
                                                ResultField.of("chainId", Shape.HASH, "the hash of its genesis"),
                                                ResultField.of("decisions", INTEGER, "decisions there are"),
                                                ResultField.of("decided", INTEGER, "those with a result"),
                                                ResultField.of("instances", INTEGER, "registered instances"),
                                                ResultField.of("keys", INTEGER, "keys of the store with a value"),
                                                ResultField.of(
                                                        "latestDecisions",
                                                        new Shape.Items(DecisionJson.LINE, 0, PAGE),
                                                        "this page of decisions, the latest first")),
                                        "the whole in short, if nothing was asked for")),
                        this::state)
                .failing(ErrorCode.NOT_FOUND));
    }

    private CompletableFuture<RpcAnswer> state(Arguments arguments) throws RpcException {
        long offset = arguments.integer("offset", 0);
        int limit = (int) arguments.integer("limit", PAGE);
        // Read before the state: what is reported may be newer than the height, never older.
        BlockHeader head = node.consensus().head();
        ObjectNode result = Json.object().put("height", head.height().number());
        // Unmoved, as votes may be pruned between one read and the next.
        try (StateSnapshot state = node.blocks().snapshot()) {
            LedgerQueries queries = new LedgerQueries(state);
            Optional<DecisionView> decision = Optional.empty();
            if (arguments.has("decision")) {
                DecisionView found = decision(queries, arguments.text("decision"), head.time());
                decision = Optional.of(found);
                result.set("decision", DecisionJson.whole(found, offset, limit));
            }
            if (arguments.has("instanceId")) {
                result.set("instance", instance(queries, arguments.text("instanceId"), decision));
            }
            if (!arguments.has("decision") && !arguments.has("instanceId")) {
                result.set("summary", summary(queries, head.time(), offset, limit));
            }
        }
        return RpcAnswer.now(result);
    }

    private static DecisionView decision(LedgerQueries queries, String topic, BlockTime now) throws RpcException {
        return queries.decision(topic, now).orElseThrow(() -> noDecision(topic));
    }

    static RpcException noDecision(String topic) {
        return RpcError.of(ErrorCode.NOT_FOUND, "no decision " + Quoted.of(topic))
                .asException();
    }

    private static ObjectNode instance(LedgerQueries queries, String id, Optional<DecisionView> decision)
            throws RpcException {
        InstanceView instance = queries.instance(id)
                .orElseThrow(
                        () -> RpcError.of(ErrorCode.NOT_FOUND, "no instance \"" + Names.shown(id) + "\" is registered")
                                .asException());
        ObjectNode out = Json.object()
                .put("instanceId", instance.id())
                .put("publicKey", instance.publicKey().toHex())
                .put("height", instance.height().number())
                .put("txId", instance.transaction().toString());
        decision.flatMap(view -> view.votes().stream()
                        .filter(vote -> vote.instance().equals(id))
                        .findFirst())
                .ifPresent(vote -> out.set("vote", DecisionJson.vote(vote)));
        return out;
    }

    private ObjectNode summary(LedgerQueries queries, BlockTime now, long offset, int limit) {
        Summary counts = queries.summary();
        ObjectNode out = Json.object()
                .put("chain", node.genesis().name())
                .put("chainId", node.genesis().chain().toString())
                .put("decisions", counts.decisions())
                .put("decided", counts.decided())
                .put("instances", counts.instances())
                .put("keys", counts.keys());
        ArrayNode latest = out.putArray("latestDecisions");
        queries.latestDecisions(now, offset, limit).forEach(decision -> latest.add(DecisionJson.line(decision)));
        return out;
    }
}
