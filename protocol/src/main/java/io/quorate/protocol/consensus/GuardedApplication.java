package io.quorate.protocol.consensus;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StorageException;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * The application, with an internal failure turned into an invalid block: a bug that one transaction finds must not stop
 * every validator at once. For a block that is final anyway, the finalizer stops on it. A failing disk is no such bug.
 */
record GuardedApplication(Application application) implements Application {
    @Override
    public Execution genesis(Genesis genesis) {
        return application.genesis(genesis);
    }

    @Override
    public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
        // consensus.md, Blocks and execution: an internal failure while executing a proposal makes it invalid
        try {
            return application.execute(parent, context, transactions);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            return new Outcome.Invalid(new Refusal("INTERNAL", "executing it failed: " + e));
        }
    }

    @Override
    public Optional<Refusal> refuse(ReadableState parent, BlockTime time, Transaction transaction) {
        return application.refuse(parent, time, transaction);
    }

    @Override
    public byte[] accusation(Evidence evidence) {
        return application.accusation(evidence);
    }

    @Override
    public boolean isAccusation(Transaction transaction) {
        return application.isAccusation(transaction);
    }

    @Override
    public Optional<Refusal> refuse(ReadableState state, BlockTime time, Evidence evidence) {
        return application.refuse(state, time, evidence);
    }
}
