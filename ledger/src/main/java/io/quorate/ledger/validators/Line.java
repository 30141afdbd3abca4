package io.quorate.ledger.validators;

import io.quorate.crypto.signature.PublicKey;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Those who wait for an epoch's end, in ledger order. An account stands in it at most twice: for its place in the set,
 * and for its power. What it waits for is in its status.
 *
 * @param first the number of the first that may be there
 * @param next the number of the next to come
 */
public record Line(long first, long next) {
    /** How long it may grow by those who want in. */
    public static final long LIMIT = 4_096;

    private static final StateKey BOUNDS = Space.LINE_BOUNDS.key();

    /** What a place in the line is for. */
    public enum Purpose {
        /** To join or leave the set, or to be let in again. */
        PLACE,
        /** To have the power in the set follow the stake. */
        POWER
    }

    /** One who waits. */
    public record Waiting(PublicKey account, Purpose purpose) {}

    /** The line of a state. */
    public static Line of(ReadableState state) {
        return state.get(BOUNDS)
                .map(RecordReader::new)
                .map(in -> new Line(in.number(), in.number()))
                .orElse(new Line(0, 0));
    }

    /** Whether nobody else who wants in is let into it. */
    public boolean isFull() {
        return next - first >= LIMIT;
    }

    /** Puts an account at its end; the number of its place. */
    public static long join(Overlay overlay, PublicKey account, Purpose purpose) {
        Line line = of(overlay);
        overlay.put(
                keyOf(line.next),
                new RecordWriter().flag(purpose == Purpose.POWER).key(account).toBytes());
        new Line(line.first, line.next + 1).store(overlay);
        return line.next;
    }

    /** Who stands at a place, if anybody still does. */
    public static Optional<Waiting> at(ReadableState state, long number) {
        return state.get(keyOf(number)).map(RecordReader::new).map(in -> {
            Purpose purpose = in.flag() ? Purpose.POWER : Purpose.PLACE;
            return new Waiting(in.key(), purpose);
        });
    }

    /** Takes whoever stands there out of it. */
    public static void leave(Overlay overlay, long number) {
        overlay.delete(keyOf(number));
    }

    /** Moves its beginning up to the first who waits. */
    public static void close(Overlay overlay) {
        Line line = of(overlay);
        long first = line.first;
        while (first < line.next && overlay.get(keyOf(first)).isEmpty()) {
            first++;
        }
        if (first != line.first) {
            new Line(first, line.next).store(overlay);
        }
    }

    private void store(Overlay overlay) {
        overlay.put(BOUNDS, new RecordWriter().number(first).number(next).toBytes());
    }

    private static StateKey keyOf(long number) {
        return Space.LINE.key(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
