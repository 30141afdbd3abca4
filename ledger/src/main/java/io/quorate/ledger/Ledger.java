package io.quorate.ledger;

import io.quorate.crypto.signature.SignatureScheme;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.accounts.Summary;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.StateTree;
import io.quorate.ledger.validators.ConsensusKeys;
import io.quorate.ledger.validators.PastSets;
import io.quorate.ledger.validators.Production;
import io.quorate.ledger.validators.Slashes;
import io.quorate.ledger.validators.StakeTotals;
import io.quorate.ledger.validators.ValidatorAccount;
import io.quorate.ledger.validators.ValidatorStatus;
import io.quorate.ledger.window.TransactionWindow;
import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateChanges;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.verify.Verifier;
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

    /** Refusal: a body has more than {@link Application#MAX_ACCUSATIONS} transactions that bring evidence. */
    public static final String TOO_MANY_ACCUSATIONS = "TOO_MANY_ACCUSATIONS";

    /** Refusal: it is longer than a transaction may be that brings no evidence. */
    public static final String TOO_LONG = "TOO_LONG";

    /**
     * The event of a penalty: {@code account}, {@code name}, {@code key}, {@code reason}, {@code penalty}, {@code stake}
     * (what is left), {@code status}, {@code epoch}, {@code view}, {@code evidence} (hash), {@code height}, {@code time}.
     */
    public static final String VALIDATOR_SLASHED = "validator.slashed";

    /**
     * The event of a validator that would have left, and stays as it is the last one: {@code account}, {@code name},
     * {@code power}, {@code reason}.
     */
    public static final String VALIDATOR_KEPT = "validator.kept";

    /**
     * The event of an epoch's end: {@code epoch}, {@code blocks}, {@code validators}, {@code power}, {@code joined},
     * {@code left}.
     */
    public static final String EPOCH_ENDED = "epoch.ended";

    /** The event of a decision's opening: {@code decision}, {@code opener}, {@code quorum}, {@code voteCount}. */
    public static final String DECISION_OPENED = "quorum.decision.opened";

    /**
     * The event of a vote that counts, cast or revealed: {@code decision}, {@code instanceId}, {@code value}, {@code quorum}
     * and {@code voteCount}.
     */
    public static final String VOTE_CAST = "quorum.vote.cast";

    /** The event of a commitment: {@code decision}, {@code instanceId}, {@code quorum}, {@code voteCount} (still 0). */
    public static final String BALLOT_COMMITTED = "quorum.ballot.committed";

    /**
     * The event of a result: {@code decision}, {@code value}, {@code voteCount}, {@code quorum} (votes, or the weight of a
     * supermajority) and {@code status}.
     */
    public static final String DECISION_MADE = "quorum.decision.made";

    /**
     * The event of a closing without a result: {@code decision}, {@code status} ({@code NO_CONSENSUS} or {@code EXPIRED}),
     * {@code voteCount}, {@code quorum}.
     */
    public static final String DECISION_CLOSED = "quorum.decision.closed";

    /** The event of a decision whose votes are dropped: {@code decision}, {@code voteCount}, {@code quorum}. */
    public static final String DECISION_PRUNED = "quorum.decision.pruned";

    private final LedgerRules rules;

    private Ledger(LedgerRules rules) {
        this.rules = rules;
    }

    /**
     * The ledger of a chain.
     *
     * @param limits what a sender may hold
     * @param genesis the chain's specification
     * @param votes the scheme of consensus votes
     * @param transactions the scheme of transactions
     */
    public static Ledger of(LedgerLimits limits, Genesis genesis, SignatureScheme votes, SignatureScheme transactions) {
        Verifier verifier = Verifier.of(genesis, votes, transactions);
        return new Ledger(new LedgerRules(limits, genesis.chain(), genesis.staking(), votes, verifier));
    }

    @Override
    public Execution genesis(Genesis genesis) {
        Overlay overlay = new Overlay(key -> Optional.empty());
        for (Genesis.Member member : genesis.members()) {
            ConsensusKeys.bind(overlay, member.consensusKey(), member.accountKey());
            StakeTotals.open(
                    overlay,
                    ValidatorAccount.outside(member.accountKey(), member.stake())
                            .named(member.name(), member.consensusKey())
                            .with(ValidatorStatus.ACTIVE));
        }
        for (Staking.Allotment allotment : genesis.staking().allotments()) {
            StakeTotals.open(overlay, ValidatorAccount.outside(allotment.account(), allotment.stake()));
        }
        Summary.EMPTY.store(overlay);
        // consensus.md, Epochs: the genesis block is all of epoch 0
        PastSets.first(overlay, Epoch.ZERO.next(), genesis.validators());
        return executed(overlay, List.of(), List.of(), genesis.validators());
    }

    @Override
    public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
        TreeSet<TransactionId> ids = new TreeSet<>();
        int accusations = 0;
        for (Transaction transaction : transactions) {
            Optional<Refusal> refusal = refuse(parent, context.time(), transaction);
            if (refusal.isPresent()) {
                return new Outcome.Invalid(refusal.get());
            }
            if (!ids.add(transaction.id())) {
                return new Outcome.Invalid(new Refusal(ALREADY_KNOWN, transaction + " is in the block more than once"));
            }
            accusations += isAccusation(transaction) ? 1 : 0;
            if (accusations > MAX_ACCUSATIONS) {
                return new Outcome.Invalid(new Refusal(
                        TOO_MANY_ACCUSATIONS,
                        "more than " + MAX_ACCUSATIONS + " transactions of the block bring evidence"));
            }
        }
        Overlay overlay = new Overlay(parent);
        TransactionWindow.advance(overlay, context.time(), transactions);
        PastSets.prune(overlay, context.time()).forEach(epoch -> Slashes.forget(overlay, epoch));
        Production.count(overlay, context.epoch(), context.proposer());
        List<Event> events = new ArrayList<>();
        new DecisionUpkeep(overlay, context, events).run(transactions);
        TransactionExecutor executor = new TransactionExecutor(overlay, rules, context, events);
        List<Receipt> receipts = new ArrayList<>(transactions.size());
        for (Transaction transaction : transactions) {
            receipts.add(executor.execute(transaction));
        }
        ValidatorSet next = context.lastOfEpoch()
                ? new EpochEnd(overlay, context, rules.staking(), events).run()
                : context.validators();
        return executed(overlay, receipts, events, next);
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
        if (transaction.size() > Transaction.MAX_BYTES && !bringsEvidence(transaction)) {
            return Optional.of(new Refusal(
                    TOO_LONG, transaction + " has " + transaction.size() + " bytes, at most " + Transaction.MAX_BYTES));
        }
        if (TransactionWindow.knows(parent, transaction.id())) {
            return Optional.of(new Refusal(ALREADY_KNOWN, transaction + " has executed before"));
        }
        return Optional.empty();
    }

    /** Only evidence may be so long: it may hold the longest transaction of another kind. */
    private static boolean bringsEvidence(Transaction transaction) {
        try {
            return Operation.decode(transaction.operations().get(0)) instanceof SubmitEvidence;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The operation that puts evidence on the chain: alone in a transaction of whomever. */
    @Override
    public byte[] accusation(Evidence evidence) {
        return new SubmitEvidence(evidence).encode();
    }

    // Beside other operations it is refused without a check.
    @Override
    public boolean isAccusation(Transaction transaction) {
        return transaction.operations().size() == 1
                && OperationCodec.isEvidence(transaction.operations().get(0));
    }

    /** Why evidence is of no use on this state: of an epoch to come, too old, or of a fault that is punished. */
    @Override
    public Optional<Refusal> refuse(ReadableState state, BlockTime time, Evidence evidence) {
        return EvidenceRules.useless(state, time, evidence)
                .map(refused -> new Refusal(refused.code().name(), refused.message()));
    }

    private static Execution executed(Overlay overlay, List<Receipt> receipts, List<Event> events, ValidatorSet next) {
        return new Execution(StateTree.update(overlay), new StateChanges(overlay.changes()), receipts, events, next);
    }
}
