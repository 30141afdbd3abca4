package io.quorate.ledger;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.decisions.Elector;
import io.quorate.ledger.state.RecordWriter;
import java.util.List;

/**
 * How many bytes of state the parts of a decision count for (ledger.md, Decisions): names and values, and a flat part for
 * what else is in their entries. The decision itself counts for good, the others until they are dropped.
 */
final class Charges {
    private static final long DECISION = 128;
    private static final long BALLOT = 64;
    private static final long ELECTOR = 48;

    private Charges() {}

    /** A decision without its list, by its opener. */
    static long of(String topic) {
        return DECISION + RecordWriter.utf8(topic).length;
    }

    /** A vote, by whoever casts it. */
    static long of(String instance, String value) {
        return BALLOT + instance.length() + ofValue(value);
    }

    /** A commitment, by whoever makes it. */
    static long ofCommitment(String instance) {
        return BALLOT + instance.length() + Hash.SIZE;
    }

    /** The value of a vote; of a secret one by whoever reveals it. A result stays, charged to the vote that made it so. */
    static long ofValue(String value) {
        return RecordWriter.utf8(value).length;
    }

    /** A list of electors, by the decision's opener. */
    static long of(List<Elector> electors) {
        return electors.stream()
                .mapToLong(elector -> ELECTOR + elector.instance().length() + Long.BYTES)
                .sum();
    }
}
