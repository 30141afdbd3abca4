package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.validators.Grant;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.StakeTotals;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.protocol.types.Signers;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.VotingPower;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * GrantStake: stake for an account, once validators holding a quorum of the current set's power have signed the same
 * grant. See validators.md, Change. The checks come in the order of {@link FailureCode}.
 */
final class GrantRules {
    /** The event of a grant: {@code account}, {@code amount}, {@code stake}, {@code grant}. */
    static final String GRANTED = "validator.granted";

    private GrantRules() {}

    static Answer grant(OperationContext context, GrantStake operation) {
        Grant grant = Grant.find(context.state(), operation.id())
                .orElseGet(() -> new Grant(operation.id(), operation.account(), operation.amount(), false, List.of()));
        Optional<Answer> refused = check(context, operation, grant)
                // Each signer pays for its place in the record.
                .or(() -> context.charge(new Usage(0, 0, 0, Grant.ID_BYTES + 2L * Texts.ACCOUNT_BYTES)));
        if (refused.isPresent()) {
            return refused.get();
        }
        Grant signed = grant.signedBy(context.sender());
        ValidatorSet set = context.block().validators();
        VotingPower power = powerOf(context, signed.signers());
        boolean executed = power.isQuorumOf(set.total());
        if (executed) {
            give(context, signed);
        }
        (executed ? signed.done() : signed).store(context.state());
        return new Answer.Done(new Result.Granted(power, set.total().leastQuorum(), executed));
    }

    private static Optional<Answer> check(OperationContext context, GrantStake operation, Grant grant) {
        if (seat(context, context.sender()).isEmpty()) {
            return refused(FailureCode.NOT_A_VALIDATOR, "only validators of the current set grant stake");
        }
        boolean banned = ValidatorAccount.find(context.state(), operation.account())
                .filter(account -> account.status() == ValidatorStatus.BANNED)
                .isPresent();
        if (banned) {
            return refused(FailureCode.JAILED_FOR_GOOD, "the account is jailed for good");
        }
        if (!grant.account().equals(operation.account()) || !grant.amount().equals(operation.amount())) {
            return refused(
                    FailureCode.GRANT_MISMATCH,
                    "the grant of this id is of " + grant.amount() + " to " + grant.account());
        }
        if (grant.executed()) {
            return refused(FailureCode.ALREADY_GRANTED, "the grant is executed");
        }
        if (grant.signers().contains(context.sender())) {
            return refused(FailureCode.ALREADY_SIGNED, "the sender has signed the grant");
        }
        if (!StakeTotals.of(context.state()).hasRoomFor(operation.amount())) {
            return refused(FailureCode.STAKE_LIMIT, "all stake together would be above 2^61");
        }
        return Optional.empty();
    }

    /** Where the validator of an account stands in the current set, if it does. */
    private static Optional<ValidatorIndex> seat(OperationContext context, PublicKey account) {
        return ValidatorAccount.find(context.state(), account)
                .flatMap(ValidatorAccount::keys)
                .flatMap(keys -> context.block().validators().indexOf(keys.current()));
    }

    private static VotingPower powerOf(OperationContext context, List<PublicKey> accounts) {
        ValidatorSet set = context.block().validators();
        Signers signers = Signers.none(set.size());
        for (PublicKey account : accounts) {
            Optional<ValidatorIndex> seat = seat(context, account);
            if (seat.isPresent()) {
                signers = signers.with(seat.get());
            }
        }
        return set.powerOf(signers);
    }

    private static void give(OperationContext context, Grant grant) {
        Optional<ValidatorAccount> known = ValidatorAccount.find(context.state(), grant.account());
        ValidatorAccount account;
        if (known.isEmpty()) {
            account = ValidatorAccount.outside(grant.account(), grant.amount());
            StakeTotals.open(context.state(), account);
        } else {
            account = known.get().with(known.get().stake().plus(grant.amount()));
            StakeTotals.add(context.state(), grant.amount().units());
            boolean inSet = account.status() == ValidatorStatus.ACTIVE || account.status() == ValidatorStatus.LEAVING;
            if (inSet && account.raise().isEmpty()) {
                account =
                        account.raising(Optional.of(Line.join(context.state(), account.account(), Line.Purpose.POWER)));
            }
            account.store(context.state());
        }
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("account", account.account().toHex());
        fields.put("amount", grant.amount().toString());
        fields.put("stake", account.stake().toString());
        fields.put("grant", grant.id().toString());
        context.report(GRANTED, fields);
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
