package io.quorate.ledger;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.DecisionRules;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.Electorate;
import io.quorate.ledger.decisions.Rules;
import java.util.Optional;
import java.util.OptionalLong;

/** CastVote: an open ballot. See ledger.md, Decisions. The checks come in the order of {@link FailureCode}. */
final class VoteRules {
    private VoteRules() {}

    static Answer cast(OperationContext context, CastVote vote) {
        Optional<Decision> known = Decisions.find(context.state(), vote.decision());
        Optional<Answer> refused = check(context, vote, known).or(() -> charge(context, vote, known.isEmpty()));
        if (refused.isPresent()) {
            return refused.get();
        }
        // ledger.md, Transactions: a first vote opens a decision with the defaults
        Decision decision = known.orElseGet(() -> OpeningRules.open(context, vote.decision(), rulesOf(vote)));
        Ballot ballot = new Ballot(
                vote.instanceId(),
                vote.value(),
                Decisions.weightOf(context.state(), decision, vote.instanceId()).orElseThrow(),
                context.block().height(),
                context.transactionId());
        Decision counted = Decisions.cast(context.state(), decision, ballot);
        return counted(context, counted, ballot, known.isEmpty() && opensAndCloses(vote));
    }

    /** What follows from a vote that counts. */
    static Answer counted(OperationContext context, Decision counted, Ballot ballot, boolean uncharged) {
        context.report(
                Ledger.VOTE_CAST,
                DecisionEnd.fields(counted)
                        .with("instanceId", ballot.instance())
                        .with("value", ballot.value())
                        .sorted());
        Decision after = new DecisionEnd(context.state(), context.block(), context.events()).settle(counted, uncharged);
        return new Answer.Done(new Result.Voted(
                after.topic(),
                after.voteCount(),
                after.rules().required(),
                after.status(context.block().time()),
                after.result(context.block().time())));
    }

    private static Optional<Answer> check(OperationContext context, CastVote vote, Optional<Decision> decision) {
        Optional<Answer> refused = InstanceRules.checkOwner(context, vote.instanceId());
        if (refused.isPresent()) {
            return refused;
        }
        Optional<Integer> total = vote.totalInstances();
        if (total.isPresent() && !Electorate.isSize(total.get())) {
            return refused(
                    FailureCode.INVALID_TOTAL,
                    "totalInstances is from 1 to " + Rules.MAX_TOTAL + ", not " + total.get());
        }
        return decision.flatMap(opened -> checkOpened(context, vote, opened));
    }

    private static Optional<Answer> checkOpened(OperationContext context, CastVote vote, Decision decision) {
        // ledger.md, Decisions: a later, different total fails; an omitted one agrees with what is fixed
        int fixed = decision.rules().totalInstances();
        if (vote.totalInstances().filter(total -> total != fixed).isPresent()) {
            return refused(FailureCode.RULES_MISMATCH, "totalInstances was fixed at " + fixed);
        }
        if (decision.rules().isSecret()) {
            return refused(FailureCode.RULES_MISMATCH, "the ballot is secret: commit first, and reveal later");
        }
        if (decision.status(context.block().time()).isClosed()) {
            return closed();
        }
        OptionalLong weight = Decisions.weightOf(context.state(), decision, vote.instanceId());
        if (weight.isEmpty()) {
            return notListed(vote.instanceId());
        }
        return Decisions.numberOf(context.state(), vote.decision(), vote.instanceId())
                        .isPresent()
                ? refused(FailureCode.ALREADY_VOTED, "instance " + vote.instanceId() + " has voted on this decision")
                : Optional.empty();
    }

    static Optional<Answer> closed() {
        return refused(FailureCode.DECISION_CLOSED, "the decision is closed and takes no more votes");
    }

    static Optional<Answer> notListed(String instance) {
        return refused(
                FailureCode.NOT_IN_ELECTORATE, "instance " + instance + " is not on the decision's list of electors");
    }

    private static Optional<Answer> charge(OperationContext context, CastVote vote, boolean opens) {
        long bytes = Charges.of(vote.instanceId(), vote.value());
        if (!opens) {
            return context.charge(new Usage(0, 0, 0, bytes));
        }
        return context.charge(new Usage(0, opensAndCloses(vote) ? 0 : 1, 0, bytes + Charges.of(vote.decision())));
    }

    /** A decision of one instance is never open: its first vote closes it. */
    private static boolean opensAndCloses(CastVote vote) {
        return totalOf(vote) == 1;
    }

    private static DecisionRules rulesOf(CastVote vote) {
        return DecisionRules.ofFirst(totalOf(vote));
    }

    private static int totalOf(CastVote vote) {
        return vote.totalInstances().orElse(DecisionRules.DEFAULT_TOTAL);
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
