package io.quorate.ledger;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.Opening;
import io.quorate.ledger.decisions.Rules;
import io.quorate.ledger.instances.Instance;
import io.quorate.ledger.state.RecordWriter;
import java.util.Optional;
import java.util.TreeMap;

/** CastVote: an open ballot. See ledger.md, Decisions. The checks come in the order of {@link FailureCode}. */
final class VoteRules {
    /** The event of a result: {@code decision}, {@code value}, {@code voteCount}, {@code quorum}. */
    static final String DECISION_MADE = "quorum.decision.made";

    private VoteRules() {}

    static Answer cast(OperationContext context, CastVote vote) {
        Optional<Decision> decision = Decisions.find(context.state(), vote.decision());
        Optional<Answer> refused = check(context, vote, decision).or(() -> charge(context, vote, decision.isEmpty()));
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision counted = Decisions.count(
                context.state(),
                decision.orElseGet(() -> open(context, vote)),
                new Ballot(vote.instanceId(), vote.value(), context.block().height(), context.transactionId()));
        counted.result().ifPresent(result -> close(context, counted, result));
        return new Answer.Done(new Result.Voted(
                vote.decision(),
                counted.voteCount(),
                counted.rules().quorum(),
                counted.result().isPresent(),
                counted.result()));
    }

    private static Optional<Answer> check(OperationContext context, CastVote vote, Optional<Decision> decision) {
        String id = vote.instanceId();
        Optional<Instance> instance = Instance.find(context.state(), id);
        if (instance.isEmpty()) {
            return refused(FailureCode.NOT_REGISTERED, "instance " + id + " is not registered");
        }
        if (!instance.get().key().equals(context.sender())) {
            return refused(FailureCode.NOT_OWNER, "instance " + id + " is registered by another key");
        }
        Optional<Integer> total = vote.totalInstances();
        if (total.isPresent() && !Rules.isTotal(total.get())) {
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
            return refused(FailureCode.RULES_MISMATCH, "the first vote fixed totalInstances at " + fixed);
        }
        if (decision.status() != Decision.Status.OPEN) {
            return refused(FailureCode.DECISION_CLOSED, "the decision is closed and takes no more votes");
        }
        if (Decisions.hasVoted(context.state(), vote.decision(), vote.instanceId())) {
            return refused(FailureCode.ALREADY_VOTED, "instance " + vote.instanceId() + " has voted on this decision");
        }
        return Optional.empty();
    }

    /** A decision of one instance is never open: its first vote closes it. */
    private static Optional<Answer> charge(OperationContext context, CastVote vote, boolean opens) {
        long bytes = (long) vote.instanceId().length() + RecordWriter.utf8(vote.value()).length;
        if (!opens) {
            return context.charge(new Usage(0, 0, 0, bytes));
        }
        long open = rulesOf(vote).quorum() > 1 ? 1 : 0;
        return context.charge(new Usage(0, open, 0, bytes + RecordWriter.utf8(vote.decision()).length));
    }

    // ledger.md, Transactions: a first vote opens a decision with the defaults
    private static Decision open(OperationContext context, CastVote vote) {
        Opening opening = new Opening(
                Summary.of(context.state()).decisions(),
                context.sender(),
                context.block().height(),
                context.block().time(),
                context.transactionId());
        context.count(new Summary(1, 0, 0, 0));
        return Decisions.open(context.state(), vote.decision(), rulesOf(vote), opening);
    }

    private static Rules rulesOf(CastVote vote) {
        return new Rules(vote.totalInstances().orElse(Rules.DEFAULT_TOTAL));
    }

    private static void close(OperationContext context, Decision decision, String result) {
        if (decision.rules().quorum() > 1) {
            context.release(decision.opening().opener(), new Usage(0, -1, 0, 0));
        }
        context.count(new Summary(0, 1, 0, 0));
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("decision", decision.topic());
        fields.put("value", result);
        fields.put("voteCount", Integer.toString(decision.voteCount()));
        fields.put("quorum", Integer.toString(decision.rules().quorum()));
        context.report(DECISION_MADE, fields);
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
