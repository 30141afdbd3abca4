package io.quorate.ledger;

import io.quorate.ledger.Operation.CastVote;
import io.quorate.ledger.Operation.CommitBallot;
import io.quorate.ledger.Operation.DeleteValue;
import io.quorate.ledger.Operation.GrantStake;
import io.quorate.ledger.Operation.Join;
import io.quorate.ledger.Operation.Leave;
import io.quorate.ledger.Operation.OpenDecision;
import io.quorate.ledger.Operation.PruneDecision;
import io.quorate.ledger.Operation.PutValue;
import io.quorate.ledger.Operation.RegisterInstance;
import io.quorate.ledger.Operation.RevealBallot;
import io.quorate.ledger.Operation.RotateKey;
import io.quorate.ledger.Operation.SubmitEvidence;
import io.quorate.ledger.Operation.Unjail;
import io.quorate.ledger.state.Overlay;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Receipt;
import io.quorate.protocol.types.Transaction;
import java.util.ArrayList;
import java.util.List;

/** Executes transactions one after the other on a block's overlay: all operations of each, or none. Used for one block. */
final class TransactionExecutor {
    private final Overlay state;
    private final LedgerRules rules;
    private final BlockContext block;
    private final List<Event> events;

    /** @param events where to add what happens */
    TransactionExecutor(Overlay state, LedgerRules rules, BlockContext block, List<Event> events) {
        this.state = state;
        this.rules = rules;
        this.block = block;
        this.events = events;
    }

    Receipt execute(Transaction transaction) {
        List<Operation> operations = new ArrayList<>(transaction.operations().size());
        for (byte[] bytes : transaction.operations()) {
            try {
                operations.add(Operation.decode(bytes));
            } catch (IllegalArgumentException e) {
                return failed(
                        transaction,
                        operations.size(),
                        new Answer.Refused(FailureCode.MALFORMED_OPERATION, String.valueOf(e.getMessage())));
            }
        }
        for (int at = 0; operations.size() > 1 && at < operations.size(); at++) {
            if (operations.get(at) instanceof SubmitEvidence) {
                // Checking it costs as much as a transaction's signature: one transaction buys one check.
                return failed(
                        transaction,
                        at,
                        new Answer.Refused(FailureCode.MALFORMED_OPERATION, "evidence is alone in its transaction"));
            }
        }
        return apply(transaction, operations);
    }

    private Receipt apply(Transaction transaction, List<Operation> operations) {
        OperationContext context =
                new OperationContext(new Overlay(state), rules, block, transaction, new ArrayList<>());
        List<byte[]> results = new ArrayList<>(operations.size());
        for (Operation operation : operations) {
            Answer answer = apply(context, operation);
            if (answer instanceof Answer.Refused refused) {
                return failed(transaction, results.size(), refused);
            }
            results.add(((Answer.Done) answer).result().encode());
        }
        context.state().applyTo(state);
        events.addAll(context.events());
        return new Receipt.Ok(transaction.id(), results);
    }

    private static Answer apply(OperationContext context, Operation operation) {
        if (operation instanceof RegisterInstance register) {
            return InstanceRules.register(context, register);
        } else if (operation instanceof CastVote vote) {
            return VoteRules.cast(context, vote);
        } else if (operation instanceof PutValue put) {
            return ValueRules.put(context, put);
        } else if (operation instanceof DeleteValue delete) {
            return ValueRules.delete(context, delete);
        }
        return applyDecision(context, operation);
    }

    private static Answer applyDecision(OperationContext context, Operation operation) {
        if (operation instanceof OpenDecision open) {
            return OpeningRules.open(context, open);
        } else if (operation instanceof CommitBallot commit) {
            return SecretBallotRules.commit(context, commit);
        } else if (operation instanceof RevealBallot reveal) {
            return SecretBallotRules.reveal(context, reveal);
        } else if (operation instanceof PruneDecision prune) {
            return OpeningRules.prune(context, prune);
        }
        return applyStaking(context, operation);
    }

    private static Answer applyStaking(OperationContext context, Operation operation) {
        if (operation instanceof Join join) {
            return StakingRules.join(context, join);
        } else if (operation instanceof Leave) {
            return StakingRules.leave(context);
        } else if (operation instanceof Unjail) {
            return StakingRules.unjail(context);
        } else if (operation instanceof RotateKey rotate) {
            return StakingRules.rotate(context, rotate);
        } else if (operation instanceof GrantStake grant) {
            return GrantRules.grant(context, grant);
        } else if (operation instanceof SubmitEvidence submit) {
            return EvidenceRules.submit(context, submit);
        }
        throw new IllegalStateException("an operation without rules: " + operation);
    }

    private static Receipt failed(Transaction transaction, int operation, Answer.Refused refused) {
        return new Receipt.Failed(transaction.id(), operation, refused.code().name(), refused.message());
    }
}
