package io.quorate.ledger;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.accounts.Usage;
import io.quorate.ledger.decisions.Ballot;
import io.quorate.ledger.decisions.Deadlines;
import io.quorate.ledger.decisions.Decision;
import io.quorate.ledger.decisions.Decisions;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.decisions.Prunings;
import io.quorate.ledger.decisions.SealedBallot;
import io.quorate.ledger.instances.Instance;
import io.quorate.ledger.state.Overlay;
import io.quorate.protocol.port.Application.BlockContext;
import io.quorate.protocol.port.Application.Event;
import io.quorate.protocol.types.Transaction;
import java.util.List;
import java.util.Optional;

/**
 * What a block does with decisions before its transactions: it closes those whose deadline has passed, and drops votes of
 * those that are pruned. Both a bounded number at a time. What a decision is at, its result, its votes and who may still
 * act on it do not depend on how far this has come. What a sender holds does (open decisions, bytes), and so do the count of
 * results, the events and the block that is written down as the one that closed a decision; of all of these every node
 * has the same, as it is part of the state.
 */
final class DecisionUpkeep implements Prunings.Released {
    /** Decisions that a block closes at most (ledger.md, Decisions). */
    static final int CLOSINGS = 1_000;

    private final Overlay state;
    private final BlockContext block;
    private final DecisionEnd end;

    DecisionUpkeep(Overlay state, BlockContext block, List<Event> events) {
        this.state = state;
        this.block = block;
        this.end = new DecisionEnd(state, block, events);
    }

    /** @param transactions those of the block */
    void run(List<Transaction> transactions) {
        closeOverdue();
        Prunings.advance(state, transactions, this);
    }

    private void closeOverdue() {
        for (int closed = 0; closed < CLOSINGS; closed++) {
            Optional<Long> due = Deadlines.due(state, block.time());
            if (due.isEmpty()) {
                return;
            }
            end.expire(Decisions.topicAt(state, due.get())
                    .flatMap(topic -> Decisions.find(state, topic))
                    .orElseThrow(() -> new IllegalStateException("a decision with a deadline is missing")));
        }
    }

    @Override
    public void vote(Ballot ballot, boolean result) {
        long kept = result ? Charges.ofValue(ballot.value()) : 0;
        release(ownerOf(ballot.instance()), Charges.of(ballot.instance(), ballot.value()) - kept);
    }

    @Override
    public void sealedBallot(SealedBallot ballot, boolean result) {
        long revealed = ballot.reveal()
                .filter(open -> !result)
                .map(open -> Charges.ofValue(open.value()))
                .orElse(0L);
        release(ownerOf(ballot.instance()), Charges.ofCommitment(ballot.instance()) + revealed);
    }

    @Override
    public void electors(Decision decision, List<Elector> electors) {
        release(decision.opening().opener(), Charges.of(electors));
    }

    /** An instance never changes hands: its owner is who paid for its votes. */
    private PublicKey ownerOf(String instance) {
        return Instance.find(state, instance)
                .map(Instance::key)
                .orElseThrow(() -> new IllegalStateException("an instance that voted is missing"));
    }

    private void release(PublicKey holder, long bytes) {
        Usage.of(state, holder).plus(new Usage(0, 0, 0, -bytes)).store(state, holder);
    }
}
