package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.decisions.Weighting;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.protocol.types.ValidatorSet;

/** What a vote weighs, as the state says at this moment. See ledger.md, Decisions. */
final class VotingWeights {
    private VotingWeights() {}

    /** The weight of an instance that a key registered. */
    static long of(OperationContext context, Weighting weighting, PublicKey key) {
        return switch (weighting) {
            case EQUAL -> 1;
            case STAKE -> stake(context, key);
            case EFFECTIVE -> effective(context, key);
        };
    }

    // ledger.md, Transactions: 1, unless genesis grants the key more or the key is a validator's account
    private static long stake(OperationContext context, PublicKey key) {
        return ValidatorAccount.find(context.state(), key)
                .map(account -> account.stake().units())
                .orElseGet(() -> context.rules().limits().weightOf(key));
    }

    // ledger.md, Decisions: of the validator whose account key registered the instance, else 0; fixed within an epoch
    private static long effective(OperationContext context, PublicKey key) {
        ValidatorSet set = context.block().validators();
        return ValidatorAccount.find(context.state(), key)
                .filter(VotingWeights::isValidator)
                .flatMap(ValidatorAccount::keys)
                .flatMap(keys -> set.indexOf(keys.current()))
                .map(index -> set.get(index).leaderWeight())
                .orElse(0L);
    }

    /** Who is jailed is in the set until the epoch ends, and has no weight all the same. */
    private static boolean isValidator(ValidatorAccount account) {
        return switch (account.status()) {
            case ACTIVE, LEAVING -> true;
            case OUT, JOINING, JAILED, UNJAILING, BANNED -> false;
        };
    }
}
