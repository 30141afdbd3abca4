package io.quorate.node.rpc;

import static io.quorate.node.rpc.Parameter.Type.INTEGER;
import static io.quorate.node.rpc.Parameter.Type.STRING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.FailureCode;
import io.quorate.ledger.LedgerQueries;
import io.quorate.ledger.LedgerQueries.InstanceView;
import io.quorate.ledger.Operation;
import io.quorate.ledger.Result;
import io.quorate.ledger.decisions.Rules;
import io.quorate.node.runtime.NodeService;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** {@code system.register} and {@code system.quorum.vote}: what the node signs for its instances. */
final class SystemMethods {
    private static final Parameter INSTANCE =
            Parameter.required("instanceId", STRING, "the instance: 1 to 64 of A-Z a-z 0-9 . _ -");
    private static final ResultField HEIGHT = ResultField.of("height", "integer", "the block that holds it");

    private final NodeService node;
    private final InstanceKeys keys;
    private final SignedCalls calls;
    private final CircuitBreaker breaker;
    private final VoteRates rates;

    SystemMethods(NodeService node, InstanceKeys keys, SignedCalls calls, CircuitBreaker breaker, VoteRates rates) {
        this.node = node;
        this.keys = keys;
        this.calls = calls;
        this.breaker = breaker;
        this.rates = rates;
    }

    List<RpcMethod> all() {
        return List.of(register().asUnsafe(), vote().asUnsafe());
    }

    private RpcMethod register() {
        return new RpcMethod(
                "system.register",
                "Registers an instance under a key that this node creates for it; again, it changes nothing.",
                List.of(INSTANCE),
                List.of(
                        ResultField.of("registered", "boolean", "true"),
                        ResultField.of("publicKey", "string", "the key that votes for the instance"),
                        HEIGHT,
                        ResultField.maybe("txId", "string", "the transaction, unless it was registered before")),
                this::register);
    }

    private CompletableFuture<RpcAnswer> register(Arguments arguments) throws RpcException {
        String instance = arguments.text("instanceId");
        Operation operation = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        Optional<InstanceView> existing = queries().instance(instance);
        Optional<Signer> key = existing.isPresent() ? keys.find(instance) : keys.findOrCreate(instance);
        if (existing.isPresent()) {
            InstanceView known = existing.get();
            if (key.isEmpty() || !key.get().publicKey().equals(known.publicKey())) {
                throw RpcError.of(
                                ErrorCode.TRANSACTION_FAILED,
                                "instance \"" + instance + "\" is registered by a key that this node does not have")
                        .with("code", FailureCode.INSTANCE_TAKEN.name())
                        .asException();
            }
            return RpcAnswer.now(registered(known.publicKey().toHex())
                    .put("height", known.height().number())
                    .put("txId", known.transaction().toString()));
        }
        Signer signer = key.orElseThrow(
                () -> RpcError.of(ErrorCode.TRANSACTION_REFUSED, "this node holds as many instance keys as it may")
                        .with("code", FailureCode.TOO_MANY_INSTANCES.name())
                        .asException());
        return calls.send(
                signer,
                operation,
                breaker.always(),
                result -> registered(((Result.Registered) result).publicKey().toHex()));
    }

    private static ObjectNode registered(String publicKey) {
        return Json.object().put("registered", true).put("publicKey", publicKey);
    }

    private RpcMethod vote() {
        return new RpcMethod(
                "system.quorum.vote",
                "Casts an instance's vote on a decision, signed with the key that this node created for it.",
                List.of(
                        INSTANCE,
                        Parameter.required("decision", STRING, "the decision's topic, 1 to 128 characters"),
                        Parameter.required("value", STRING, "what the instance votes for"),
                        Parameter.withDefault(
                                "totalInstances",
                                INTEGER,
                                "what the first vote fixed, else " + Rules.DEFAULT_TOTAL,
                                "size of the electorate, 1 to " + Rules.MAX_TOTAL)),
                List.of(
                        ResultField.of("voted", "boolean", "whether the vote counts; false while the circuit is open"),
                        ResultField.of("quorumReached", "boolean", "whether the decision has its quorum"),
                        ResultField.maybe("finalDecision", "string", "the value that was decided, if one was"),
                        ResultField.of("voteCount", "integer", "votes on the decision, with this one"),
                        ResultField.maybe("quorum", "integer", "votes that decide it"),
                        ResultField.maybe("height", "integer", "the block that holds the vote"),
                        ResultField.maybe("txId", "string", "the transaction"),
                        ResultField.maybe("reason", "string", "why it was not cast, if it was not")),
                this::vote);
    }

    private CompletableFuture<RpcAnswer> vote(Arguments arguments) throws RpcException {
        String instance = arguments.text("instanceId");
        String decision = arguments.text("decision");
        Operation operation = vote(arguments, instance, decision);
        Signer signer = keyOf(instance);
        OptionalLong wait = rates.count(instance);
        if (wait.isPresent()) {
            long millis = wait.getAsLong() / 1_000_000 + 1;
            throw RpcError.of(
                            ErrorCode.RATE_LIMITED,
                            "instance \"" + instance + "\" has cast its votes of this minute: again in " + millis
                                    + " ms")
                    .with("retryAfterMillis", millis)
                    .asException();
        }
        Optional<CircuitBreaker.Attempt> attempt = breaker.admit();
        if (attempt.isEmpty()) {
            // ledger.md, JSON-RPC: votes are answered at once
            return RpcAnswer.now(Json.object()
                    .put("voted", false)
                    .put("quorumReached", false)
                    .put("voteCount", 0)
                    .put("reason", "the node could not carry the last calls: try again within 30 s"));
        }
        return calls.send(signer, operation, attempt.get(), result -> {
            Result.Voted voted = (Result.Voted) result;
            ObjectNode answer = Json.object().put("voted", true).put("quorumReached", voted.quorumReached());
            voted.finalDecision().ifPresent(value -> answer.put("finalDecision", value));
            return answer.put("voteCount", voted.voteCount()).put("quorum", voted.quorum());
        });
    }

    private static Operation vote(Arguments arguments, String instance, String decision) throws RpcException {
        String value = arguments.text("value");
        long total = arguments.integer("totalInstances", Rules.DEFAULT_TOTAL, 1, Rules.MAX_TOTAL);
        Optional<Integer> given = arguments.has("totalInstances") ? Optional.of((int) total) : Optional.empty();
        // One part at a time, so that the error names the parameter.
        var unused = Checks.of("instanceId", () -> new Operation.RegisterInstance(instance));
        var unusedToo =
                Checks.of("decision", () -> new Operation.CastVote(instance, decision, "value", Optional.empty()));
        return Checks.of("value", () -> new Operation.CastVote(instance, decision, value, given));
    }

    private Signer keyOf(String instance) throws RpcException {
        Optional<Signer> key = keys.find(instance);
        if (key.isPresent()) {
            return key.get();
        }
        boolean elsewhere = queries().instance(instance).isPresent();
        throw RpcError.of(
                        ErrorCode.NO_INSTANCE_KEY,
                        elsewhere
                                ? "instance \"" + instance + "\" is registered, but its key is not on this node: vote"
                                        + " where it was registered, or sign the transaction yourself"
                                : "instance \"" + instance + "\" is not registered: call system.register first")
                .with("code", (elsewhere ? FailureCode.NOT_OWNER : FailureCode.NOT_REGISTERED).name())
                .asException();
    }

    private LedgerQueries queries() {
        return new LedgerQueries(node.blocks().state());
    }
}
