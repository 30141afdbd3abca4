package io.quorate.simulator.cluster;

import io.quorate.protocol.port.Application;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Evidence;
import io.quorate.protocol.types.Genesis;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.Optional;

/** The application of all machines: the state of the genesis block, which is the same on each, is made once. */
public final class SharedGenesis implements Application {
    private final Application application;
    private final Execution genesis;

    /** Makes the state of the genesis block. */
    public SharedGenesis(Application application, Genesis genesis) {
        this.application = application;
        this.genesis = application.genesis(genesis);
    }

    @Override
    public Execution genesis(Genesis of) {
        return genesis;
    }

    @Override
    public Outcome execute(ReadableState parent, BlockContext context, List<Transaction> transactions) {
        return application.execute(parent, context, transactions);
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
