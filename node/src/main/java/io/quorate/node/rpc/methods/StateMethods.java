package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.DecisionSummary;
import io.quorate.ledger.LedgerQueries.DecisionView;
import io.quorate.ledger.LedgerQueries.InstanceView;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision;
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
import io.quorate.protocol.types.BlockHeader;
import io.quorate.protocol.types.BlockTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code system.get_state}: decisions, instances, and the whole in short. */
final class StateMethods {
    private static final int PAGE = 100;

    private final NodeService node;

    StateMethods(NodeService node) {
        this.node = node;
    }

    List<RpcMethod> all() {
        return List.of(new RpcMethod(
                        "system.get_state",
                        "A decision with its rules, votes, tally and result, an instance, or with neither the whole in short.",
                        List.of(
                                Parameter.optional("decision", STRING, "the decision's topic"),
                                Parameter.optional("instanceId", STRING, "the instance"),
                                Parameter.withDefault(
                                        "offset",
                                        Shape.whole(0, Integer.MAX_VALUE),
                                        "0",
                                        "the first vote, or decision, to list"),
                                Parameter.withDefault(
                                        "limit",
                                        Shape.whole(0, PAGE),
                                        "" + PAGE,
                                        "how many votes, or decisions, to list, at most " + PAGE)),
                        List.of(
                                ResultField.of(
                                        "height", Shape.INTEGER, "the highest final block when the state was read"),
                                ResultField.maybe(
                                        "decision",
                                        Shape.OBJECT,
                                        "topic, status, totalInstances, quorum, opener, openedHeight, openedTimeMillis,"
                                                + " openedTxId, voteCount, votes, tally, result, decidedHeight"),
                                ResultField.maybe(
                                        "instance", Shape.OBJECT, "instanceId, publicKey, height, txId; and its vote"),
                                ResultField.maybe(
                                        "summary",
                                        Shape.OBJECT,
                                        "chain, decisions, decided, instances, keys, latestDecisions")),
                        this::state)
                .failing(ErrorCode.NOT_FOUND));
    }

    private CompletableFuture<RpcAnswer> state(Arguments arguments) throws RpcException {
        long offset = arguments.integer("offset", 0);
        int limit = (int) arguments.integer("limit", PAGE);
        LedgerQueries queries = new LedgerQueries(node.blocks().state());
        // Read before the state: what is reported may be newer than the height, never older.
        BlockHeader head = node.consensus().head();
        ObjectNode result = Json.object().put("height", head.height().number());
        Optional<DecisionView> decision = Optional.empty();
        if (arguments.has("decision")) {
            DecisionView found = decision(queries, arguments.text("decision"), head.time());
            decision = Optional.of(found);
            result.set("decision", decision(found, offset, limit));
        }
        if (arguments.has("instanceId")) {
            result.set("instance", instance(queries, arguments.text("instanceId"), decision));
        }
        if (!arguments.has("decision") && !arguments.has("instanceId")) {
            result.set("summary", summary(queries, head.time(), offset, limit));
        }
        return RpcAnswer.now(result);
    }

    private static DecisionView decision(LedgerQueries queries, String topic, BlockTime now) throws RpcException {
        return queries.decision(topic, now)
                .orElseThrow(() -> RpcError.of(ErrorCode.NOT_FOUND, "no decision \"" + Names.shown(topic) + "\"")
                        .asException());
    }

    private static ObjectNode decision(DecisionView decision, long offset, int limit) {
        ObjectNode out = Json.object()
                .put("topic", decision.topic())
                .put("status", decision.status().name())
                .put("totalInstances", decision.rules().totalInstances())
                .put("quorum", decision.rules().required())
                .put("opener", decision.opening().opener().toHex())
                .put("openedHeight", decision.opening().height().number())
                .put("openedTimeMillis", decision.opening().time().millis())
                .put("openedTxId", decision.opening().transaction().toString())
                .put("voteCount", decision.voteCount());
        ArrayNode votes = out.putArray("votes");
        decision.votes().stream().skip(offset).limit(limit).forEach(vote -> votes.add(vote(vote)));
        ArrayNode tally = out.putArray("tally");
        decision.tally().stream()
                .limit(PAGE)
                .forEach(each -> tally.addObject().put("value", each.value()).put("weight", each.weight()));
        decision.result().ifPresent(value -> out.put("result", value));
        decision.closing()
                .filter(how -> how.status() == Decision.Status.DECIDED)
                .ifPresent(how -> out.put("decidedHeight", how.height().number()));
        return out;
    }

    private static ObjectNode vote(Ballot vote) {
        return Json.object()
                .put("instanceId", vote.instance())
                .put("value", vote.value())
                .put("height", vote.height().number())
                .put("txId", vote.transaction().toString());
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
                .ifPresent(vote -> out.set("vote", vote(vote)));
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
        queries.latestDecisions(now, offset, limit).forEach(decision -> latest.add(line(decision)));
        return out;
    }

    private static ObjectNode line(DecisionSummary decision) {
        ObjectNode out = Json.object()
                .put("topic", decision.topic())
                .put("status", decision.status().name())
                .put("totalInstances", decision.rules().totalInstances())
                .put("voteCount", decision.voteCount())
                .put("openedHeight", decision.opening().height().number());
        decision.result().ifPresent(value -> out.put("result", value));
        decision.closing()
                .filter(how -> how.status() == Decision.Status.DECIDED)
                .ifPresent(how -> out.put("decidedHeight", how.height().number()));
        return out;
    }
}
