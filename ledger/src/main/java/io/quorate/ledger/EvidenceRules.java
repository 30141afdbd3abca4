package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.validators.ConsensusKeys;
import io.quorate.ledger.validators.Equivocators;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.PastSets;
import io.quorate.ledger.validators.Slash;
import io.quorate.ledger.validators.Slash.Reason;
import io.quorate.ledger.validators.Slashes;
import io.quorate.ledger.validators.StakeTotals;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Misbehaviour;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import io.quorate.protocol.verify.EpochSets;
import io.quorate.protocol.verify.Verdict;
import java.math.BigInteger;
import java.util.Optional;
import java.util.TreeMap;

/**
 * SubmitEvidence: whoever holds a proof brings it, and the fault is punished once. See validators.md, Faults and
 * penalties. The checks come in the order of {@link FailureCode}.
 */
final class EvidenceRules {
    private EvidenceRules() {}

    /** Why evidence is of no use, as far as the state tells without checking it. */
    static Optional<Answer.Refused> useless(ReadableState state, BlockTime time, Evidence evidence) {
        return useless(state, PastSets.find(state, time, evidence.round().epoch()), evidence);
    }

    private static Optional<Answer.Refused> useless(
            ReadableState state, Optional<ValidatorSet> set, Evidence evidence) {
        Epoch epoch = evidence.round().epoch();
        if (epoch.isAfter(PastSets.of(state).current())) {
            return refused(FailureCode.FUTURE_EVIDENCE, "epoch " + epoch + " has not begun");
        }
        if (set.isEmpty()) {
            return refused(FailureCode.EVIDENCE_TOO_OLD, "the evidence window has passed epoch " + epoch);
        }
        if (!set.get().contains(evidence.validator())) {
            return refused(
                    FailureCode.INVALID_EVIDENCE,
                    "there is no validator " + evidence.validator() + " in the set of epoch " + epoch);
        }
        return isPunished(state, evidence, set.get())
                ? refused(FailureCode.ALREADY_PUNISHED, "the fault is punished already")
                : Optional.empty();
    }

    private static boolean isPunished(ReadableState state, Evidence evidence, ValidatorSet set) {
        return switch (evidence.misbehaviour()) {
            case EQUIVOCATION ->
                Slashes.equivocators(state, evidence.round().epoch()).contains(evidence.validator());
            case INVALID_PROPOSAL ->
                Slashes.isPunished(state, evidence.round(), evidence.validator())
                        // Nothing is left to take: a record of each would only fill the state.
                        || accused(state, evidence, set).stake().units() == 0;
        };
    }

    static Answer submit(OperationContext context, SubmitEvidence operation) {
        Evidence evidence = operation.evidence();
        Epoch epoch = evidence.round().epoch();
        // Found once: reading a large set costs as much as checking many signatures.
        Optional<ValidatorSet> found =
                PastSets.find(context.state(), context.block().time(), epoch);
        Optional<Answer.Refused> refused = useless(context.state(), found, evidence);
        if (refused.isPresent()) {
            return refused.get();
        }
        ValidatorSet set = found.orElseThrow();
        Verdict<Evidence> verdict = context.rules().verifier().evidence(evidence, EpochSets.of(epoch, set));
        if (verdict instanceof Verdict.Rejected<Evidence>) {
            // Not the verdict's own reason: it is for logs, and may be worded anew; this is in a receipt.
            return Answer.refused(FailureCode.INVALID_EVIDENCE, "the evidence does not prove what it says");
        }
        return new Punishment(context, evidence, set).run();
    }

    private static ValidatorAccount accused(ReadableState state, Evidence evidence, ValidatorSet set) {
        return ConsensusKeys.validator(state, set.get(evidence.validator()).key());
    }

    /** What one proof costs, and whom. */
    private record Punishment(OperationContext context, Evidence evidence, ValidatorSet set) {
        Answer run() {
            Staking staking = context.rules().staking();
            ValidatorAccount before = accused(context.state(), evidence, set);
            switch (evidence.misbehaviour()) {
                case EQUIVOCATION -> {
                    slash(evidence.validator(), Reason.EQUIVOCATION, share(staking.equivocationPenalty()));
                    Epoch epoch = evidence.round().epoch();
                    Equivocators all =
                            Slashes.equivocators(context.state(), epoch).with(evidence.validator());
                    Slashes.store(context.state(), epoch, all);
                    if (all.collude(set)) {
                        // validators.md, Faults and penalties: tops each up to 100%
                        all.members().forEach(this::takeTheRest);
                    }
                }
                case INVALID_PROPOSAL -> {
                    Slashes.punish(context.state(), evidence.round(), evidence.validator());
                    slash(evidence.validator(), Reason.INVALID_PROPOSAL, share(staking.invalidProposalPenalty()));
                }
            }
            ValidatorAccount after = accused(context.state(), evidence, set);
            long penalty =
                    Math.subtractExact(before.stake().units(), after.stake().units());
            return new Answer.Done(new Result.Punished(after.account(), new VotingPower(penalty)));
        }

        /** A share of the stake that stood behind the vote: its power in that epoch. Rounded up, so no fault is free. */
        private BigInteger share(int basisPoints) {
            return BigInteger.valueOf(set.get(evidence.validator()).power().units())
                    .multiply(BigInteger.valueOf(basisPoints))
                    .add(BigInteger.valueOf(Staking.WHOLE - 1))
                    .divide(BigInteger.valueOf(Staking.WHOLE));
        }

        private void takeTheRest(ValidatorIndex validator) {
            VotingPower left = ConsensusKeys.validator(
                            context.state(), set.get(validator).key())
                    .stake();
            if (left.units() > 0) {
                slash(validator, Reason.COLLUSION, BigInteger.valueOf(left.units()));
            }
        }

        private void slash(ValidatorIndex validator, Reason reason, BigInteger amount) {
            ValidatorAccount account =
                    ConsensusKeys.validator(context.state(), set.get(validator).key());
            long penalty =
                    amount.min(BigInteger.valueOf(account.stake().units())).longValueExact();
            VotingPower left = new VotingPower(account.stake().units() - penalty);
            boolean forGood = evidence.misbehaviour() == Misbehaviour.EQUIVOCATION;
            // Who waits to come, go or come back waits no more.
            account.place().ifPresent(place -> Line.leave(context.state(), place));
            ValidatorAccount jailed =
                    account.with(left).jailedIn(context.block().epoch(), forGood);
            jailed.store(context.state());
            StakeTotals.add(context.state(), -penalty);
            Slash slash = new Slash(
                    account.account(),
                    set.get(validator).key(),
                    reason,
                    evidence.round(),
                    new VotingPower(penalty),
                    left,
                    hash(),
                    context.block().height(),
                    context.block().time(),
                    context.transactionId());
            Slashes.add(context.state(), slash);
            report(jailed, slash);
        }

        private Hash hash() {
            return Sha256.hash(StoredForms.encode(evidence));
        }

        private void report(ValidatorAccount account, Slash slash) {
            TreeMap<String, String> fields = new TreeMap<>();
            fields.put("account", account.account().toHex());
            fields.put("name", account.name());
            fields.put("key", slash.key().toHex());
            fields.put("reason", slash.reason().label());
            fields.put("penalty", slash.penalty().toString());
            fields.put("stake", slash.left().toString());
            fields.put("status", account.status().label());
            fields.put("epoch", slash.round().epoch().toString());
            fields.put("view", slash.round().view().toString());
            fields.put("evidence", slash.evidence().toString());
            fields.put("height", slash.height().toString());
            fields.put("time", Long.toString(slash.time().millis()));
            context.report(Ledger.VALIDATOR_SLASHED, fields);
        }
    }

    private static Optional<Answer.Refused> refused(FailureCode code, String message) {
        return Optional.of(new Answer.Refused(code, message));
    }
}
