package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.state.Overlay;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What an operation executes in: the state as the operations before it left it, and whom it is for.
 *
 * @param events where to add what happened; dropped if the transaction fails
 */
record OperationContext(
        Overlay state, LedgerRules rules, BlockContext block, Transaction transaction, List<Event> events) {

    PublicKey sender() {
        return transaction.sender();
    }

    TransactionId transactionId() {
        return transaction.id();
    }

    /**
     * Charges the sender for what it is about to hold, or changes nothing and says why it may not. A part of which it will
     * hold less is negative, and always succeeds.
     */
    Optional<Answer> charge(Usage more) {
        LedgerLimits limits = rules.limits();
        Usage now = Usage.of(state, sender()).plus(more);
        // ledger.md, Decisions: genesis bounds, per sender
        if (more.instances() > 0 && now.instances() > limits.instances()) {
            return over(FailureCode.TOO_MANY_INSTANCES, limits.instances() + " instances");
        }
        if (more.openDecisions() > 0 && now.openDecisions() > limits.openDecisions()) {
            return over(FailureCode.TOO_MANY_OPEN_DECISIONS, limits.openDecisions() + " open decisions");
        }
        if (more.keys() > 0 && now.keys() > limits.keys()) {
            return over(FailureCode.TOO_MANY_KEYS, limits.keys() + " keys");
        }
        if (more.bytes() > 0 && now.bytes() > limits.bytes()) {
            return over(FailureCode.STATE_QUOTA_EXCEEDED, limits.bytes() + " bytes of state");
        }
        now.store(state, sender());
        return Optional.empty();
    }

    private static Optional<Answer> over(FailureCode code, String what) {
        return Optional.of(Answer.refused(code, "a sender may hold at most " + what));
    }

    /** Gives back what another sender, or this one, no longer holds. */
    void release(PublicKey holder, Usage negative) {
        Usage.of(state, holder).plus(negative).store(state, holder);
    }

    /** Tells those who listen what happened. */
    void report(String event, SortedMap<String, String> fields) {
        events.add(new Event(event, fields));
    }

    void count(Summary more) {
        Summary.of(state).plus(more).store(state);
    }
}
