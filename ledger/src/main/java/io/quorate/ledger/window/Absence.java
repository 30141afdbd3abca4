package io.quorate.ledger.window;

import io.quorate.crypto.merkle.SparseMerkleProof;
import io.quorate.crypto.merkle.SparseMerkleSet;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.TransactionId;
import java.util.ArrayList;
import java.util.List;

/** What a state shows of a transaction that is said not to have executed. */
public sealed interface Absence {
    /**
     * It did not, and never will.
     *
     * @param gaps that the id is in none of the sets that the entry of {@link Periods} names for the expiry, in their order
     */
    record Shown(List<SparseMerkleProof> gaps) implements Absence {
        /** Copies the list. */
        public Shown {
            gaps = List.copyOf(gaps);
        }
    }

    /** It may still execute, or the period of its expiry is not over yet: that takes {@link Periods#LENGTH}, and a block. */
    record TooEarly() implements Absence {}

    /** What was executed then is told no more. */
    record TooLate() implements Absence {}

    /** It did execute. */
    record Executed() implements Absence {}

    /**
     * Reads all ids of an hour: where thousands execute each second, that takes seconds.
     *
     * @param expiry the transaction's
     */
    static Absence of(ReadableState state, TransactionId id, BlockTime expiry) {
        Periods periods = Periods.of(state);
        if (periods.isEarly(expiry)) {
            return new TooEarly();
        }
        if (periods.isLate(expiry)) {
            return new TooLate();
        }
        List<SparseMerkleProof> gaps = new ArrayList<>();
        for (int place : periods.places(expiry)) {
            Periods.Period period = periods.closed().get(place);
            SparseMerkleProof gap = new SparseMerkleSet(
                            TransactionWindow.ids(state, periods.firstLeaf(place), period.next()))
                    .prove(id.hash());
            if (!gap.excludes(period.root(), id.hash())) {
                return new Executed();
            }
            gaps.add(gap);
        }
        return new Shown(gaps);
    }
}
