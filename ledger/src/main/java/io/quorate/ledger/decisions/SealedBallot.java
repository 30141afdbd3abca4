package io.quorate.ledger.decisions;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;
import java.util.Optional;

/**
 * A vote in a secret ballot: what the instance committed itself to, and, once it said so, what that was.
 *
 * @param weight what it weighs
 * @param height the block that took the commitment
 * @param transaction the transaction that brought it
 */
public record SealedBallot(
        String instance,
        long weight,
        Hash commitment,
        Height height,
        TransactionId transaction,
        Optional<Reveal> reveal) {
    private static final int FORMAT = 1;

    /**
     * What a commitment hid.
     *
     * @param height the block that counted it
     * @param transaction the transaction that revealed it, nonce and all
     */
    public record Reveal(String value, Height height, TransactionId transaction) {}

    /** The vote, once it is revealed. */
    public Optional<Ballot> opened() {
        return reveal.map(open -> new Ballot(instance, open.value(), weight, open.height(), open.transaction()));
    }

    SealedBallot with(Reveal open) {
        return new SealedBallot(instance, weight, commitment, height, transaction, Optional.of(open));
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter(256)
                .octet(FORMAT)
                .text(instance)
                .number(weight)
                .hash(commitment)
                .number(height.number())
                .hash(transaction.hash())
                .flag(reveal.isPresent());
        reveal.ifPresent(open -> out.text(open.value())
                .number(open.height().number())
                .hash(open.transaction().hash()));
        return out.toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static SealedBallot fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        SealedBallot ballot = new SealedBallot(
                in.text(),
                in.number(),
                in.hash(),
                new Height(in.number()),
                new TransactionId(in.hash()),
                in.flag()
                        ? Optional.of(new Reveal(in.text(), new Height(in.number()), new TransactionId(in.hash())))
                        : Optional.empty());
        in.end();
        return ballot;
    }
}
