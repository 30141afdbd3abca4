package io.quorate.ledger.accounts;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;

/**
 * Counts of the whole state.
 *
 * @param decisions decisions ever opened
 * @param decided those with a result
 * @param instances registered instances
 * @param keys keys of the store
 */
public record Summary(long decisions, long decided, long instances, long keys) {
    /** Of an empty state. */
    public static final Summary EMPTY = new Summary(0, 0, 0, 0);

    private static final int FORMAT = 1;
    private static final StateKey KEY = Space.SUMMARY.key();

    /** The counts of a state. */
    public static Summary of(ReadableState state) {
        return state.get(KEY).map(Summary::fromBytes).orElse(EMPTY);
    }

    /** The sum of the two; parts of {@code more} may be negative. */
    public Summary plus(Summary more) {
        return new Summary(
                Math.addExact(decisions, more.decisions),
                Math.addExact(decided, more.decided),
                Math.addExact(instances, more.instances),
                Math.addExact(keys, more.keys));
    }

    /** Stores it. */
    public void store(Overlay overlay) {
        overlay.put(
                KEY,
                new RecordWriter()
                        .octet(FORMAT)
                        .number(decisions)
                        .number(decided)
                        .number(instances)
                        .number(keys)
                        .toBytes());
    }

    private static Summary fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        Summary summary = new Summary(in.number(), in.number(), in.number(), in.number());
        in.end();
        return summary;
    }
}
