package io.quorate.ledger.decisions;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Height;
import io.quorate.protocol.types.TransactionId;

/**
 * How a decision came to be.
 *
 * @param number its place in the order of all decisions, from 0
 * @param opener the sender that opened it
 * @param height in which block
 * @param time that block's time
 * @param transaction by which transaction
 */
public record Opening(long number, PublicKey opener, Height height, BlockTime time, TransactionId transaction) {
    void writeTo(RecordWriter out) {
        out.number(number)
                .key(opener)
                .number(height.number())
                .number(time.millis())
                .hash(transaction.hash());
    }

    static Opening readFrom(RecordReader in) {
        return new Opening(
                in.number(),
                in.key(),
                new Height(in.number()),
                new BlockTime(in.number()),
                new TransactionId(in.hash()));
    }
}
