package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.validators.ConsensusKeys;
import io.quorate.ledger.validators.Line;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorAccount.Keys;
import io.quorate.ledger.validators.ValidatorStatus;
import java.util.Optional;

/**
 * Join, Leave, Unjail and RotateKey: what a validator asks for about itself. All of it takes effect when the epoch ends.
 * See validators.md, Change. The checks come in the order of {@link FailureCode}.
 */
final class StakingRules {
    private StakingRules() {}

    static Answer join(OperationContext context, Join join) {
        Optional<ValidatorAccount> known = ValidatorAccount.find(context.state(), context.sender());
        if (known.isEmpty()) {
            return Answer.refused(FailureCode.NOT_A_VALIDATOR, "the sender's account has no stake");
        }
        ValidatorAccount account = known.get();
        Optional<Answer> refused = bound(account).or(() -> switch (account.status()) {
            case JOINING, LEAVING, UNJAILING -> pending();
            case ACTIVE -> refused(FailureCode.ALREADY_A_VALIDATOR, "the sender is a validator");
            case OUT -> wantsIn(context, account);
            case JAILED, BANNED -> throw new IllegalStateException("a jailed account was refused before");
        });
        if (refused.isPresent()) {
            return refused.get();
        }
        // validators.md, Change: a key serves one validator, ever
        PublicKey key = join.consensusKey();
        Optional<PublicKey> owner = ConsensusKeys.owner(context.state(), key);
        if (owner.filter(other -> !other.equals(account.account())).isPresent()) {
            return Answer.refused(FailureCode.KEY_TAKEN, "the consensus key serves another validator, or served one");
        }
        if (!context.rules().votes().isCanonicalKey(key)) {
            return Answer.refused(
                    FailureCode.INVALID_KEY,
                    "the consensus key is no valid key of "
                            + context.rules().votes().id());
        }
        byte[] statement = KeyProofs.join(context.rules().chain(), account.account(), key);
        if (!context.rules().votes().verify(key, statement, join.proof())) {
            return Answer.refused(FailureCode.INVALID_PROOF, "the consensus key did not sign to serve this account");
        }
        ConsensusKeys.bind(context.state(), key, account.account());
        return wait(context, account.named(join.name(), key), ValidatorStatus.JOINING);
    }

    static Answer leave(OperationContext context) {
        return ofValidator(
                context,
                account -> switch (account.status()) {
                    case JAILED -> jailed();
                    case JOINING, LEAVING, UNJAILING -> pending();
                    case OUT -> refused(FailureCode.NOT_A_VALIDATOR, "the sender has left");
                    case ACTIVE -> Optional.empty();
                    case BANNED -> throw new IllegalStateException("a jailed account was refused before");
                },
                account -> wait(context, account, ValidatorStatus.LEAVING));
    }

    static Answer unjail(OperationContext context) {
        return ofValidator(
                context,
                account -> switch (account.status()) {
                    case JOINING, LEAVING, UNJAILING -> pending();
                    case OUT, ACTIVE -> refused(FailureCode.NOT_JAILED, "the sender is not jailed");
                    case JAILED ->
                        context.block().epoch().isAfter(account.jailed())
                                ? wantsIn(context, account)
                                : refused(
                                        FailureCode.TOO_EARLY,
                                        "the sender was jailed in this epoch: wait for the next one");
                    case BANNED -> throw new IllegalStateException("a jailed account was refused before");
                },
                account -> wait(context, account, ValidatorStatus.UNJAILING));
    }

    static Answer rotate(OperationContext context, RotateKey rotate) {
        return ofValidator(context, account -> mayRotate(context, account, rotate), account -> {
            PublicKey old = account.keys().orElseThrow().current();
            ConsensusKeys.bind(context.state(), rotate.newKey(), account.account());
            // validators.md, Change: with the next set, so rotation is never equivocation
            account.with(new Keys(old, Optional.of(rotate.newKey()))).store(context.state());
            return new Answer.Done(new Result.Rotating(rotate.newKey()));
        });
    }

    private static Optional<Answer> mayRotate(OperationContext context, ValidatorAccount account, RotateKey rotate) {
        Keys keys = account.keys().orElseThrow();
        if (keys.next().isPresent()) {
            return refused(FailureCode.CHANGE_PENDING, "the sender's key is about to be replaced");
        }
        PublicKey key = rotate.newKey();
        if (ConsensusKeys.owner(context.state(), key).isPresent()) {
            return refused(FailureCode.KEY_TAKEN, "the new key serves a validator, or served one");
        }
        if (!context.rules().votes().isCanonicalKey(key)) {
            return refused(
                    FailureCode.INVALID_KEY,
                    "the new key is no valid key of " + context.rules().votes().id());
        }
        byte[] statement = KeyProofs.rotation(context.rules().chain(), account.account(), keys.current(), key);
        if (!context.rules().votes().verify(keys.current(), statement, rotate.byOld())
                || !context.rules().votes().verify(key, statement, rotate.byNew())) {
            return refused(FailureCode.INVALID_PROOF, "the old key and the new one did not both sign the rotation");
        }
        return Optional.empty();
    }

    private interface Check {
        Optional<Answer> of(ValidatorAccount account);
    }

    private interface Change {
        Answer of(ValidatorAccount account);
    }

    private static Answer ofValidator(OperationContext context, Check check, Change change) {
        Optional<ValidatorAccount> account = ValidatorAccount.find(context.state(), context.sender())
                .filter(found -> found.keys().isPresent());
        if (account.isEmpty()) {
            return Answer.refused(FailureCode.NOT_A_VALIDATOR, "the sender is no validator");
        }
        Optional<Answer> refused = forGood(account.get()).or(() -> check.of(account.get()));
        return refused.orElseGet(() -> change.of(account.get()));
    }

    private static Answer wait(OperationContext context, ValidatorAccount account, ValidatorStatus status) {
        long place = Line.join(context.state(), account.account(), Line.Purpose.PLACE);
        account.waiting(status, place).store(context.state());
        return new Answer.Done(new Result.InLine(place));
    }

    private static Optional<Answer> wantsIn(OperationContext context, ValidatorAccount account) {
        if (account.stake().units() < 1) {
            return refused(FailureCode.NO_STAKE, "the sender has no stake left");
        }
        if (Line.of(context.state()).isFull()) {
            return refused(FailureCode.LINE_FULL, Line.LIMIT + " wait already: try again in the next epoch");
        }
        return Optional.empty();
    }

    // validators.md, Change: a jailing binds the stake's account
    private static Optional<Answer> bound(ValidatorAccount account) {
        return forGood(account).or(() -> account.status() == ValidatorStatus.JAILED ? jailed() : Optional.empty());
    }

    private static Optional<Answer> forGood(ValidatorAccount account) {
        return account.status() == ValidatorStatus.BANNED
                ? refused(FailureCode.JAILED_FOR_GOOD, "the sender equivocated and is jailed for good")
                : Optional.empty();
    }

    private static Optional<Answer> jailed() {
        return refused(FailureCode.JAILED, "the sender is jailed: it may ask to be let in again (Unjail)");
    }

    private static Optional<Answer> pending() {
        return refused(FailureCode.CHANGE_PENDING, "the sender waits in line for the end of the epoch");
    }

    private static Optional<Answer> refused(FailureCode code, String message) {
        return Optional.of(Answer.refused(code, message));
    }
}
