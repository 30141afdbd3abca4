package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.state.RecordWriter;
import java.util.List;

/** How many bytes of state the parts of a decision count for (ledger.md, Decisions). Its topic counts besides, for good. */
final class Charges {
    private Charges() {}

    /** A vote, by whoever casts it. */
    static long of(String instance, String value) {
        return (long) instance.length() + RecordWriter.utf8(value).length;
    }

    /** A commitment, by whoever makes it. */
    static long ofCommitment(String instance) {
        return (long) instance.length() + Hash.SIZE;
    }

    /** What is revealed, by whoever reveals it. */
    static long ofReveal(String value) {
        return RecordWriter.utf8(value).length;
    }

    /** A list of electors, by the decision's opener. */
    static long of(List<Elector> electors) {
        return electors.stream()
                .mapToLong(elector -> (long) elector.instance().length() + Long.BYTES)
                .sum();
    }
}
