package io.quorate.node.rpc.methods;

import static io.quorate.node.rpc.Shape.FLAG;
import static io.quorate.node.rpc.Shape.INTEGER;
import static io.quorate.node.rpc.Shape.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.decisions.Rules;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code system.quorum.vote} and {@code system.batch.process}: open ballots that the node signs for its instances. */
final class VoteMethods {
    private static final Logger LOG = LoggerFactory.getLogger(VoteMethods.class);
    private static final int MOST_VOTES = 100;

    /** What the values decided may take of a batch's answer, which must fit whatever was decided. */
    private static final int DECISIONS_BYTES = 1 << 20;

    /** Bytes of a character in JSON, as an escape. */
    private static final int LONGEST_CHARACTER = 6;

    private static final Shape TOTAL = Shape.whole(1, Rules.MAX_TOTAL);

    private static final List<ResultField> VOTED = List.of(
            ResultField.of("voted", FLAG, "whether the vote counts; false while the circuit is open"),
            ResultField.of("quorumReached", FLAG, "whether the decision has its quorum"),
            ResultField.maybe(
                    "finalDecision",
                    STRING,
                    "the value that was decided, if one was; a batch with very long ones leaves some out"),
            ResultField.of("voteCount", INTEGER, "votes on the decision, with this one"),
            ResultField.maybe("quorum", INTEGER, "votes that decide it"),
            ResultField.maybe("height", INTEGER, "the block that holds the vote"),
            ResultField.maybe("txId", Shape.HASH, "the transaction"),
            ResultField.maybe("reason", STRING, "why it was not cast, if it was not"));

    private final NodeService node;
    private final InstanceCalls calls;

    VoteMethods(NodeService node, InstanceCalls calls) {
        this.node = node;
        this.calls = calls;
    }

    List<RpcMethod> all() {
        return List.of(vote().failing(Words.SIGNED).asUnsafe(), batch().asUnsafe());
    }

    private RpcMethod vote() {
        return new RpcMethod(
                "system.quorum.vote",
                "Casts an instance's vote on a decision, signed with the key that this node created for it.",
                List.of(
                        Words.INSTANCE,
                        Words.DECISION,
                        Words.VALUE,
                        Parameter.withDefault(
                                "totalInstances",
                                TOTAL,
                                "what is fixed for the decision, else " + Rules.DEFAULT_TOTAL,
                                "size of an open electorate")),
                VOTED,
                this::vote);
    }

    private CompletableFuture<RpcAnswer> vote(Arguments arguments) throws RpcException {
        Optional<Integer> total = arguments.has("totalInstances")
                ? Optional.of((int) arguments.integer("totalInstances", Rules.DEFAULT_TOTAL))
                : Optional.empty();
        Ballot ballot =
                ballot(arguments.text("instanceId"), arguments.text("decision"), arguments.text("value"), total);
        return calls.send(ballot.voter(), ballot.operation(), VoteMethods::openCircuit, VoteMethods::counted);
    }

    /** A vote that only has to be signed and sent. */
    private record Ballot(InstanceCalls.Voter voter, Operation operation) {}

    private Ballot ballot(String instance, String decision, String value, Optional<Integer> total) throws RpcException {
        // One part at a time, so that the error names the parameter.
        var unused = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        var unusedToo =
                Checks.of("decision", () -> new Operation.CastVote(instance, decision, "value", Optional.empty()));
        Operation operation = Checks.of("value", () -> new Operation.CastVote(instance, decision, value, total));
        return new Ballot(calls.voter(instance), operation);
    }

    private static RpcAnswer openCircuit() {
        return new RpcAnswer.Result(notCast(InstanceCalls.OPEN_CIRCUIT));
    }

    private static ObjectNode counted(Result result) {
        Result.Voted voted = (Result.Voted) result;
        ObjectNode answer = Json.object().put("voted", true).put("quorumReached", voted.quorumReached());
        voted.finalDecision().ifPresent(chosen -> answer.put("finalDecision", chosen));
        return answer.put("voteCount", voted.voteCount()).put("quorum", voted.quorum());
    }

    private static ObjectNode notCast(String reason) {
        return Json.object()
                .put("voted", false)
                .put("quorumReached", false)
                .put("voteCount", 0)
                .put("reason", reason);
    }

    private RpcMethod batch() {
        List<ResultField> each = new ArrayList<>(VOTED);
        each.add(ResultField.maybe(
                "error",
                Shape.object(
                        ResultField.of("code", INTEGER, "as the vote alone would have failed with"),
                        ResultField.of("message", STRING, "why, in words"),
                        ResultField.maybe("data", Shape.OBJECT, "more, as in that error")),
                "why it was not cast, or is not final, if so"));
        return new RpcMethod(
                "system.batch.process",
                "Casts several votes at the same time, in one block where they fit; each counts or fails by itself.",
                List.of(Parameter.required(
                        "votes",
                        Shape.list(
                                Shape.object(
                                        member(Words.INSTANCE),
                                        member(Words.DECISION),
                                        member(Words.VALUE),
                                        ResultField.maybe("totalInstances", TOTAL, "size of an open electorate")),
                                1,
                                MOST_VOTES),
                        "1 to " + MOST_VOTES + " votes, each as the parameters of system.quorum.vote")),
                List.of(ResultField.of(
                        "results",
                        Shape.listOf(each.toArray(ResultField[]::new)),
                        "of each vote, in the order of the votes")),
                this::batch);
    }

    private static ResultField member(Parameter parameter) {
        return ResultField.of(parameter.name(), parameter.shape(), parameter.description());
    }

    private CompletableFuture<RpcAnswer> batch(Arguments arguments) {
        // All keys first, which may take long: the time of each vote runs from when it is sent, with all others.
        List<Sending> ready = new ArrayList<>();
        for (JsonNode vote : arguments.json("votes")) {
            ready.add(readyOrFailed(vote));
        }
        Parcel parcel = new Parcel();
        CircuitBreaker.Batch whole = calls.batch();
        List<CompletableFuture<RpcAnswer>> votes =
                ready.stream().map(each -> sentOrFailed(each, whole, parcel)).toList();
        parcel.sendTo(node);
        return CompletableFuture.allOf(votes.toArray(new CompletableFuture<?>[0]))
                .thenApply(done -> {
                    whole.ended();
                    ObjectNode result = Json.object();
                    ArrayNode results = result.putArray("results");
                    List<String> ids = new ArrayList<>();
                    int room = DECISIONS_BYTES;
                    for (CompletableFuture<RpcAnswer> vote : votes) {
                        ObjectNode line = line(vote.join());
                        room -= line.path("finalDecision").asText().length() * LONGEST_CHARACTER;
                        if (room < 0) {
                            line.remove("finalDecision");
                        }
                        if (line.has("txId")) {
                            ids.add(line.get("txId").textValue());
                        }
                        results.add(line);
                    }
                    return new RpcAnswer.Result(result, Map.of("txIds", ids));
                });
    }

    /** A vote of a batch, before it is sent. */
    private interface Sending {
        CompletableFuture<RpcAnswer> send(CircuitBreaker.Batch whole, Outlet outlet) throws RpcException;
    }

    private Sending readyOrFailed(JsonNode vote) {
        Optional<Integer> total = vote.hasNonNull("totalInstances")
                ? Optional.of(vote.get("totalInstances").intValue())
                : Optional.empty();
        try {
            Ballot ballot = ballot(
                    vote.path("instanceId").textValue(),
                    vote.path("decision").textValue(),
                    vote.path("value").textValue(),
                    total);
            return (whole, outlet) -> calls.send(
                    ballot.voter(),
                    ballot.operation(),
                    whole::admit,
                    outlet,
                    VoteMethods::openCircuit,
                    VoteMethods::counted);
        } catch (RpcException e) {
            return (whole, outlet) -> {
                throw e;
            };
        } catch (RuntimeException e) {
            return (whole, outlet) -> {
                throw e;
            };
        }
    }

    private static CompletableFuture<RpcAnswer> sentOrFailed(Sending vote, CircuitBreaker.Batch whole, Outlet outlet) {
        try {
            return vote.send(whole, outlet).exceptionally(VoteMethods::fault);
        } catch (RpcException e) {
            return CompletableFuture.completedFuture(new RpcAnswer.Failure(e.error()));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(fault(e));
        }
    }

    /** One vote that this node could not deal with: the others count all the same. */
    private static RpcAnswer fault(Throwable failure) {
        LOG.error("a vote of a batch failed by a fault of this node", failure);
        return new RpcAnswer.Failure(
                RpcError.of(ErrorCode.INTERNAL_ERROR, "an internal error; the node's log says more"));
    }

    private static ObjectNode line(RpcAnswer answer) {
        if (answer instanceof RpcAnswer.Result done) {
            return (ObjectNode) done.value();
        }
        RpcAnswer.Failure failed = (RpcAnswer.Failure) answer;
        ObjectNode line = notCast(failed.error().message());
        line.set("error", failed.error().toJson());
        return line;
    }
}
