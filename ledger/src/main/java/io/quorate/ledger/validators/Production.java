package io.quorate.ledger.validators;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.Epoch;
import io.quorate.protocol.types.ValidatorIndex;
import java.nio.ByteBuffer;

/** How many of an epoch's finalized blocks each validator proposed: one small record a block. */
public final class Production {
    private Production() {}

    /** Counts a block of an epoch. */
    public static void count(Overlay overlay, Epoch epoch, ValidatorIndex proposer) {
        overlay.put(
                keyOf(proposer),
                new RecordWriter()
                        .number(epoch.number())
                        .number(of(overlay, epoch, proposer) + 1)
                        .toBytes());
    }

    /** How many blocks of an epoch a validator proposed so far. */
    public static long of(ReadableState state, Epoch epoch, ValidatorIndex proposer) {
        return state.get(keyOf(proposer))
                .map(RecordReader::new)
                .filter(in -> in.number() == epoch.number())
                .map(RecordReader::number)
                .orElse(0L);
    }

    private static StateKey keyOf(ValidatorIndex proposer) {
        return Space.PRODUCTION.key(
                ByteBuffer.allocate(Integer.BYTES).putInt(proposer.number()).array());
    }
}
