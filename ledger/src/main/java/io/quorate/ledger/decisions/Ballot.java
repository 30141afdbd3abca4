package io.quorate.ledger.decisions;

import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;

/**
 * A vote on a decision, never changed: the audit trail.
 *
 * @param weight what it weighs
 * @param height the block that counted it
 * @param transaction the transaction that cast or revealed it
 */
public record Ballot(String instance, String value, long weight, Height height, TransactionId transaction) {
    private static final int FORMAT = 2;

    /** The form that is stored, and proven by the state root, of a vote in an open ballot. */
    public byte[] toBytes() {
        return new RecordWriter()
                .octet(FORMAT)
                .text(instance)
                .text(value)
                .number(weight)
                .number(height.number())
                .hash(transaction.hash())
                .toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Ballot fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Ballot ballot =
                new Ballot(in.text(), in.text(), in.number(), new Height(in.number()), new TransactionId(in.hash()));
        in.end();
        return ballot;
    }
}
