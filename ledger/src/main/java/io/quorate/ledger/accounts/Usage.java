package io.quorate.ledger.accounts;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;

/**
 * What a sender holds of the resources that are bounded per sender (ledger.md, Decisions).
 *
 * @param instances instances registered
 * @param openDecisions decisions opened and not yet closed
 * @param keys keys of the store owned
 * @param bytes bytes of the names and values of all of these, and of the sender's votes, with a flat part for each decision,
 *     vote and listed instance
 */
public record Usage(long instances, long openDecisions, long keys, long bytes) {
    /** Of a sender that holds nothing. */
    public static final Usage NONE = new Usage(0, 0, 0, 0);

    private static final int FORMAT = 1;

    /** Where the usage of a sender lies. */
    public static StateKey keyOf(PublicKey sender) {
        return Space.ACCOUNT.key(sender.toBytes());
    }

    /** The usage of a sender. */
    public static Usage of(ReadableState state, PublicKey sender) {
        return state.get(keyOf(sender)).map(Usage::fromBytes).orElse(NONE);
    }

    /** The sum of the two; parts of {@code more} may be negative. */
    public Usage plus(Usage more) {
        return new Usage(
                Math.addExact(instances, more.instances),
                Math.addExact(openDecisions, more.openDecisions),
                Math.addExact(keys, more.keys),
                Math.addExact(bytes, more.bytes));
    }

    /** Stores it for a sender. */
    public void store(Overlay overlay, PublicKey sender) {
        overlay.put(
                keyOf(sender),
                new RecordWriter()
                        .octet(FORMAT)
                        .number(instances)
                        .number(openDecisions)
                        .number(keys)
                        .number(bytes)
                        .toBytes());
    }

    private static Usage fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Usage usage = new Usage(in.number(), in.number(), in.number(), in.number());
        in.end();
        return usage;
    }
}
