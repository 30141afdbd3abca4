package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decision.Status;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.SealedBallot;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** CommitBallot and RevealBallot. See ledger.md, Secret ballots. The checks come in the order of {@link FailureCode}. */
final class SecretBallotRules {
    private SecretBallotRules() {}

    static Answer commit(OperationContext context, CommitBallot commit) {
        Optional<Decision> known = Decisions.find(context.state(), commit.decision());
        Optional<Answer> refused = check(context, commit.instanceId(), known)
                .or(() -> mayCommit(context, commit, known.orElseThrow()))
                .or(() -> context.charge(new Usage(0, 0, 0, Charges.ofCommitment(commit.instanceId()))));
        if (refused.isPresent()) {
            return refused.get();
        }
        Decision decision = known.orElseThrow();
        SealedBallot ballot = new SealedBallot(
                commit.instanceId(),
                Decisions.weightOf(context.state(), decision, commit.instanceId())
                        .orElseThrow(),
                commit.commitment(),
                context.block().height(),
                context.transactionId(),
                Optional.empty());
        Decision after = Decisions.commit(context.state(), decision, ballot);
        Decisions.store(context.state(), after);
        int ballots = after.count().ballots();
        context.report(
                Ledger.BALLOT_COMMITTED,
                DecisionEnd.fields(after)
                        .with("instanceId", commit.instanceId())
                        .sorted());
        return new Answer.Done(new Result.Committed(commit.decision(), ballots));
    }

    static Answer reveal(OperationContext context, RevealBallot reveal) {
        Optional<Decision> known = Decisions.find(context.state(), reveal.decision());
        Optional<Answer> refused = check(context, reveal.instanceId(), known)
                .or(() -> mayReveal(context, reveal, known.orElseThrow()))
                .or(() -> context.charge(new Usage(0, 0, 0, Charges.ofValue(reveal.value()))));
        if (refused.isPresent()) {
            return refused.get();
        }
        int number = Decisions.numberOf(context.state(), reveal.decision(), reveal.instanceId())
                .orElseThrow();
        SealedBallot.Reveal open =
                new SealedBallot.Reveal(reveal.value(), context.block().height(), context.transactionId());
        Decision counted = Decisions.reveal(context.state(), known.orElseThrow(), number, open);
        SealedBallot ballot = Decisions.sealedBallot(context.state(), reveal.decision(), number);
        return VoteRules.counted(context, counted, ballot.opened().orElseThrow(), false);
    }

    private static Optional<Answer> check(OperationContext context, String instance, Optional<Decision> decision) {
        Optional<Answer> refused = InstanceRules.checkOwner(context, instance);
        if (refused.isPresent()) {
            return refused;
        }
        if (decision.isEmpty()) {
            return Optional.of(OpeningRules.noDecision());
        }
        if (!decision.get().rules().isSecret()) {
            return refused(FailureCode.RULES_MISMATCH, "the ballot is open: cast the vote");
        }
        return decision.get().status(context.block().time()).isClosed() ? VoteRules.closed() : Optional.empty();
    }

    private static Optional<Answer> mayCommit(OperationContext context, CommitBallot commit, Decision decision) {
        // ledger.md, Secret ballots: commits are taken until the commit deadline
        if (decision.status(context.block().time()) != Status.COMMITTING) {
            return refused(FailureCode.TOO_LATE, "the deadline of commits has passed");
        }
        OptionalLong weight = Decisions.weightOf(context.state(), decision, commit.instanceId());
        if (weight.isEmpty()) {
            return VoteRules.notListed(commit.instanceId());
        }
        if (Decisions.numberOf(context.state(), commit.decision(), commit.instanceId())
                .isPresent()) {
            return refused(
                    FailureCode.ALREADY_VOTED, "instance " + commit.instanceId() + " has committed itself already");
        }
        // ledger.md, Secret ballots: an open electorate is the first N to commit
        return decision.count().ballots() >= decision.rules().totalInstances()
                ? refused(
                        FailureCode.ELECTORATE_FULL,
                        "the first " + decision.rules().totalInstances() + " have committed themselves already")
                : Optional.empty();
    }

    private static Optional<Answer> mayReveal(OperationContext context, RevealBallot reveal, Decision decision) {
        if (decision.status(context.block().time()) != Status.REVEALING) {
            return refused(FailureCode.TOO_EARLY, "votes are revealed from the deadline of commits on");
        }
        OptionalInt number = Decisions.numberOf(context.state(), reveal.decision(), reveal.instanceId());
        if (number.isEmpty()) {
            return refused(FailureCode.NO_COMMITMENT, "instance " + reveal.instanceId() + " did not commit itself");
        }
        SealedBallot ballot = Decisions.sealedBallot(context.state(), reveal.decision(), number.getAsInt());
        if (ballot.reveal().isPresent()) {
            return refused(
                    FailureCode.ALREADY_VOTED, "instance " + reveal.instanceId() + " has revealed its vote already");
        }
        Hash commitment = Commitment.of(
                context.rules().chain(), reveal.decision(), reveal.instanceId(), reveal.value(), reveal.nonce());
        return commitment.equals(ballot.commitment())
                ? Optional.empty()
                : refused(
                        FailureCode.INVALID_REVEAL,
                        "the value and the nonce are not what instance " + reveal.instanceId()
                                + " committed itself to");
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
