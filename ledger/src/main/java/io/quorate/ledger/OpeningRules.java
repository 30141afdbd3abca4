package io.quorate.ledger;

import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.BallotRule;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Opening;
import io.quorate.ledger.decisions.Prunings;
import io.quorate.ledger.decisions.Rules;
import io.quorate.ledger.instances.Instance;
import io.quorate.protocol.types.BlockTime;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * OpenDecision and PruneDecision: how a decision begins, and what is left of it. See ledger.md, Decisions. The checks come
 * in the order of {@link FailureCode}.
 */
final class OpeningRules {
    private OpeningRules() {}

    static Answer open(OperationContext context, OpenDecision operation) {
        List<Instance> listed = new ArrayList<>();
        for (String id : listedBy(operation.rules())) {
            Optional<Instance> instance = Instance.find(context.state(), id);
            if (instance.isEmpty()) {
                // Else whoever comes first could register a name that others have listed.
                return InstanceRules.notRegistered(id);
            }
            listed.add(instance.get());
        }
        List<Elector> electors = weigh(context, operation.rules(), listed);
        Optional<Answer> refused = Decisions.find(context.state(), operation.decision())
                .map(known -> taken(context, operation, known))
                .or(() -> check(context, operation.rules(), electors))
                .or(() -> context.charge(new Usage(0, 1, 0, Charges.of(operation.decision()) + Charges.of(electors))));
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision decision = open(context, operation.decision(), operation.rules(), electors);
        return new Answer.Done(new Result.Opened(
                decision.topic(),
                decision.rules().totalInstances(),
                decision.rules().required()));
    }

    private static List<String> listedBy(DecisionRules rules) {
        return rules.electorate() instanceof Electorate.Listed listed ? listed.instances() : List.of();
    }

    private static List<Elector> weigh(OperationContext context, DecisionRules rules, List<Instance> instances) {
        return instances.stream()
                .map(instance ->
                        new Elector(instance.id(), VotingWeights.of(context, rules.weighting(), instance.key())))
                .toList();
    }

    private static Answer taken(OperationContext context, OpenDecision operation, Decision known) {
        if (!known.rules().agreesWith(operation.rules())) {
            return Answer.refused(
                    FailureCode.RULES_MISMATCH, "there is a decision on this topic already, with other rules");
        }
        return known.status(context.block().time()).isClosed()
                ? Answer.refused(FailureCode.DECISION_CLOSED, "there was a decision on this topic, and it is closed")
                : Answer.refused(FailureCode.ALREADY_OPENED, "there is such a decision on this topic already");
    }

    private static Optional<Answer> check(OperationContext context, DecisionRules rules, List<Elector> electors) {
        Optional<BlockTime> deadline = rules.ballot() instanceof BallotRule.Secret secret
                ? Optional.of(secret.commits())
                : rules.ballot().end();
        if (deadline.filter(time -> !time.isAfter(context.block().time())).isPresent()) {
            return refused(FailureCode.DEADLINE_PASSED, "the first deadline is not after the time of the block");
        }
        if (electors.isEmpty()) {
            return Optional.empty();
        }
        BigInteger weight = electors.stream()
                .map(elector -> BigInteger.valueOf(elector.weight()))
                .reduce(BigInteger.ZERO, BigInteger::add);
        if (weight.signum() == 0) {
            return refused(FailureCode.NO_WEIGHT, "the votes of all the instances listed weigh nothing");
        }
        return weight.compareTo(BigInteger.valueOf(Rules.MAX_WEIGHT)) > 0
                ? refused(
                        FailureCode.WEIGHT_LIMIT,
                        "the instances listed weigh more than 2^62 together: an account counts once for each of its"
                                + " instances")
                : Optional.empty();
    }

    /** Opens a decision for the first instances to come. */
    static Decision open(OperationContext context, String topic, DecisionRules rules) {
        return open(context, topic, rules, List.of());
    }

    private static Decision open(OperationContext context, String topic, DecisionRules rules, List<Elector> electors) {
        Opening opening = new Opening(
                Summary.of(context.state()).decisions(),
                context.sender(),
                context.block().height(),
                context.block().time(),
                context.transactionId());
        context.count(new Summary(1, 0, 0, 0));
        Decision decision = electors.isEmpty()
                ? Decisions.open(context.state(), topic, rules, opening)
                : Decisions.open(context.state(), topic, rules, electors, opening);
        context.report(
                Ledger.DECISION_OPENED,
                DecisionEnd.fields(decision)
                        .with("opener", context.sender().toHex())
                        .sorted());
        return decision;
    }

    // ledger.md, Transactions: by its opener, after the retention: drops the votes, keeps the result
    static Answer prune(OperationContext context, PruneDecision operation) {
        Optional<Decision> known = Decisions.find(context.state(), operation.decision());
        if (known.isEmpty()) {
            return noDecision();
        }
        Decision decision = known.get();
        if (!decision.opening().opener().equals(context.sender())) {
            return Answer.refused(FailureCode.NOT_OWNER, "the decision was opened by another sender");
        }
        if (decision.pruned()) {
            return Answer.refused(FailureCode.ALREADY_PRUNED, "the decision's votes are dropped already");
        }
        BlockTime now = context.block().time();
        Optional<BlockTime> from = decision.closedFrom(now)
                .map(closed -> closed.plus(context.rules().limits().retention()));
        if (from.isEmpty()) {
            return Answer.refused(FailureCode.TOO_EARLY, "the decision is not closed yet");
        }
        if (from.get().isAfter(now)) {
            return Answer.refused(
                    FailureCode.TOO_EARLY,
                    "the votes are kept until block time " + from.get().millis());
        }
        Decision closed = decision;
        if (decision.closing().isEmpty()) {
            // Its deadline has passed, and no block has come to it yet.
            closed = new DecisionEnd(context.state(), context.block(), context.events()).expire(decision);
        }
        Prunings.prune(context.state(), closed);
        context.report(Ledger.DECISION_PRUNED, DecisionEnd.fields(closed).sorted());
        return new Answer.Done(new Result.Pruned(closed.topic()));
    }

    static Answer noDecision() {
        return Answer.refused(FailureCode.NO_SUCH_DECISION, "there is no decision on this topic");
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
