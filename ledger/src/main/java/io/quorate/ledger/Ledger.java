package io.quorate.ledger;

import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.accounts.ValidatorAccount;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.StateTree;
import io.quorate.ledger.window.TransactionWindow;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The application of ledger.md. Stateless and safe from any thread: everything it knows is in the states it is given. */
public final class Ledger implements Application {
    /** Refusal: the block's time is after the transaction's expiry. */
    public static final String EXPIRED = "EXPIRED";

    /** Refusal: the expiry lies more than an hour after the block's time. */
    public static final String EXPIRY_TOO_FAR = "EXPIRY_TOO_FAR";

    /** Refusal: a transaction of this id has executed, or is in the same body before. */
    public static final String ALREADY_KNOWN = "ALREADY_KNOWN";

    private final LedgerLimits limits;

    /** A ledger that holds its senders to these limits. */
    public Ledger(LedgerLimits limits) {
        this.limits = limits;
    }

    @Override
    public Execution genesis(Genesis genesis) {
        Overlay overlay = new Overlay(key -> Optional.empty());
        for (Genesis.Member member : genesis.members()) {
            new ValidatorAccount(member.accountKey(), member.name(), member.consensusKey(), member.stake())
                    .store(overlay);
        }
        Summary.EMPTY.store(overlay);
        return executed(overlay, List.of(), List.of(), genesis.validators());
    }

    @Override
    public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
        TreeSet<TransactionId> ids = new TreeSet<>();
        for (Transaction transaction : transactions) {
            Optional<Refusal> refusal = refuse(parent, context.time(), transaction);
            if (refusal.isPresent()) {
                return new Outcome.Invalid(refusal.get());
            }
            if (!ids.add(transaction.id())) {
                return new Outcome.Invalid(new Refusal(ALREADY_KNOWN, transaction + " is in the block more than once"));
            }
        }
        Overlay overlay = new Overlay(parent);
        TransactionWindow.advance(overlay, context.time(), transactions);
        TransactionExecutor executor = new TransactionExecutor(overlay, limits, context);
        List<Receipt> receipts = new ArrayList<>(transactions.size());
        for (Transaction transaction : transactions) {
            receipts.add(executor.execute(transaction));
        }
        return executed(overlay, receipts, executor.events(), context.validators());
    }

    // ledger.md, Transactions: at most once, and only up to its expiry, at most 1 h of block time ahead
    @Override
    public Optional<Refusal> refuse(ReadableState parent, BlockTime time, Transaction transaction) {
        if (time.isAfter(transaction.expiry())) {
            return Optional.of(new Refusal(EXPIRED, transaction + " expired before the time of the block"));
        }
        if (transaction.expiry().isAfter(time.plus(TransactionWindow.MAX_AHEAD))) {
            return Optional.of(new Refusal(
                    EXPIRY_TOO_FAR, transaction + " expires more than an hour after the time of the block"));
        }
        if (TransactionWindow.knows(parent, transaction.id())) {
            return Optional.of(new Refusal(ALREADY_KNOWN, transaction + " has executed before"));
        }
        return Optional.empty();
    }

    private static Execution executed(Overlay overlay, List<Receipt> receipts, List<Event> events, ValidatorSet next) {
        return new Execution(StateTree.update(overlay), new StateChanges(overlay.changes()), receipts, events, next);
    }
}
