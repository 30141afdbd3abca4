package io.quorate.node.rpc.methods;

import io.quorate.crypto.signature.Signer;
import io.quorate.ledger.Operation;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Quorum;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.node.rpc.Arguments;
import io.quorate.node.rpc.Checks;
import io.quorate.node.rpc.Parameter;
import io.quorate.node.rpc.RpcAnswer;
import io.quorate.node.rpc.RpcException;
import io.quorate.node.rpc.RpcMethod;
import io.quorate.node.rpc.Shape;
import io.quorate.protocol.types.BlockTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code system.quorum.open}: a decision with explicit rules (ledger.md, Decisions), opened by the node's account. */
final class OpenMethods {
    private static final Shape TIME = Shape.whole(0, Long.MAX_VALUE);

    private final SignedCalls calls;
    private final CircuitBreaker breaker;
    private final Signer account;
    private final DecisionAnswers answers;

    OpenMethods(SignedCalls calls, CircuitBreaker breaker, Signer account, DecisionAnswers answers) {
        this.calls = calls;
        this.breaker = breaker;
        this.account = account;
        this.answers = answers;
    }

    List<RpcMethod> all() {
        return List.of(open().failing(DecisionAnswers.SIGNED_BY_ACCOUNT).asUnsafe());
    }

    private RpcMethod open() {
        return new RpcMethod(
                "system.quorum.open",
                "Opens a decision with explicit rules, signed by this node's account; answers with the decision.",
                List.of(
                        Words.DECISION,
                        Parameter.withDefault(
                                "totalInstances",
                                Shape.whole(1, Electorate.MAX_SIZE),
                                "" + DecisionRules.DEFAULT_TOTAL,
                                "open electorate: the first so many registered instances to vote; or give instances"),
                        Parameter.optional(
                                "instances",
                                Shape.list(Shape.text(1, 64), 1, Electorate.MAX_SIZE),
                                "listed electorate: the ids of who may vote"),
                        Parameter.withDefault(
                                "quorum", Shape.choice("majority", "supermajority"), "majority", "what makes a result"),
                        Parameter.withDefault(
                                "weighting",
                                Shape.choice("equal", "stake", "effective"),
                                "equal",
                                "what a vote weighs; all but equal need instances"),
                        Parameter.withDefault(
                                "ballot",
                                Shape.choice("open", "secret"),
                                "open",
                                "secret: votes are committed first and revealed later"),
                        Parameter.optional(
                                "deadlineMillis", TIME, "of an open ballot: the block time at which voting ends"),
                        Parameter.optional(
                                "commitDeadlineMillis",
                                TIME,
                                "of a secret ballot: the block time at which commits end and reveals begin"),
                        Parameter.optional(
                                "revealDeadlineMillis",
                                TIME,
                                "of a secret ballot: the block time at which reveals end")),
                DecisionAnswers.RESULT,
                this::open);
    }

    private CompletableFuture<RpcAnswer> open(Arguments arguments) throws RpcException {
        String topic = arguments.text("decision");
        if (arguments.has("instances") && arguments.has("totalInstances")) {
            throw Arguments.invalid("totalInstances", "contradicts instances: give one of them");
        }
        BallotRule ballot = ballot(arguments);
        Electorate electorate = Checks.of("instances", () -> electorate(arguments));
        Weighting weighting = constant(Weighting.class, arguments.optionalText("weighting"), Weighting.EQUAL);
        Quorum quorum = constant(Quorum.class, arguments.optionalText("quorum"), Quorum.MAJORITY);
        DecisionRules rules = Checks.of("weighting", () -> new DecisionRules(electorate, quorum, weighting, ballot));
        // One part at a time, so that the error names the parameter.
        var unused = Checks.of("decision", () -> new Operation.PruneDecision(topic));
        Operation operation = Checks.of("instances", () -> new Operation.OpenDecision(topic, rules));
        return calls.send(account, operation, breaker.always(), result -> answers.of(topic));
    }

    private static Electorate electorate(Arguments arguments) {
        if (!arguments.has("instances")) {
            return new Electorate.Open((int) arguments.integer("totalInstances", DecisionRules.DEFAULT_TOTAL));
        }
        List<String> instances = new ArrayList<>();
        arguments.json("instances").forEach(id -> instances.add(id.textValue()));
        return new Electorate.Listed(instances);
    }

    private static BallotRule ballot(Arguments arguments) throws RpcException {
        boolean secret =
                arguments.optionalText("ballot").filter("secret"::equals).isPresent();
        for (String name :
                secret ? List.of("deadlineMillis") : List.of("commitDeadlineMillis", "revealDeadlineMillis")) {
            if (arguments.has(name)) {
                throw Arguments.invalid(name, secret ? "belongs to an open ballot" : "belongs to a secret ballot");
            }
        }
        if (!secret) {
            return new BallotRule.Open(
                    arguments.has("deadlineMillis")
                            ? Optional.of(time(arguments, "deadlineMillis"))
                            : Optional.empty());
        }
        for (String name : List.of("commitDeadlineMillis", "revealDeadlineMillis")) {
            if (!arguments.has(name)) {
                throw Arguments.invalid(name, "is required of a secret ballot");
            }
        }
        BlockTime commits = time(arguments, "commitDeadlineMillis");
        BlockTime reveals = time(arguments, "revealDeadlineMillis");
        return Checks.of("revealDeadlineMillis", () -> new BallotRule.Secret(commits, reveals));
    }

    private static BlockTime time(Arguments arguments, String name) throws RpcException {
        long millis = arguments.integer(name, 0);
        return Checks.of(name, () -> new BlockTime(millis));
    }

    private static <T extends Enum<T>> T constant(Class<T> type, Optional<String> word, T fallback) {
        return word.map(text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)))
                .orElse(fallback);
    }
}
