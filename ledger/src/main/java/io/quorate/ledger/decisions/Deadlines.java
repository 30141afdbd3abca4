package io.quorate.ledger.decisions;

import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The last deadlines of decisions, the earliest first: a binary heap in derived entries, so that adding and taking one
 * costs a few entries, however many there are, and no leaf of the tree.
 *
 * <p>What comes out next depends on what is in it, not on the order it came in. A decision that is closed early stays until
 * its deadline: whoever takes it out passes over it.
 */
public final class Deadlines {
    private static final StateKey SIZE = Space.DEADLINE.key();

    private Deadlines() {}

    /** A decision, by its place in the order of all, and when its last deadline is. */
    private record Due(BlockTime time, long decision) {
        boolean isBefore(Due other) {
            int byTime = time.compareTo(other.time);
            return byTime < 0 || (byTime == 0 && decision < other.decision);
        }
    }

    /** Adds a decision. */
    static void add(Overlay overlay, BlockTime time, long decision) {
        long place = size(overlay) + 1;
        store(overlay, place);
        Due due = new Due(time, decision);
        while (place > 1) {
            Due parent = at(overlay, place / 2);
            if (!due.isBefore(parent)) {
                break;
            }
            put(overlay, place, parent);
            place /= 2;
        }
        put(overlay, place, due);
    }

    /** Takes out the first decision, if its deadline is not after a time: the one that was opened first of equals. */
    public static Optional<Long> poll(Overlay overlay, BlockTime now) {
        long size = size(overlay);
        if (size == 0) {
            return Optional.empty();
        }
        Due first = at(overlay, 1);
        if (first.time.isAfter(now)) {
            return Optional.empty();
        }
        Due last = at(overlay, size);
        overlay.delete(keyOf(size));
        store(overlay, size - 1);
        if (size > 1) {
            sink(overlay, last, size - 1);
        }
        return Optional.of(first.decision);
    }

    /** How many there are. */
    static long size(ReadableState state) {
        return state.get(SIZE).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
    }

    /** From the top down, to where it belongs. */
    private static void sink(Overlay overlay, Due due, long size) {
        long place = 1;
        while (2 * place <= size) {
            long child = 2 * place;
            Due least = at(overlay, child);
            if (child < size) {
                Due other = at(overlay, child + 1);
                if (other.isBefore(least)) {
                    least = other;
                    child++;
                }
            }
            if (due.isBefore(least)) {
                break;
            }
            put(overlay, place, least);
            place = child;
        }
        put(overlay, place, due);
    }

    private static Due at(ReadableState state, long place) {
        RecordReader in = new RecordReader(
                state.get(keyOf(place)).orElseThrow(() -> new IllegalStateException("a deadline is missing")));
        return new Due(new BlockTime(in.number()), in.number());
    }

    private static void put(Overlay overlay, long place, Due due) {
        overlay.put(
                keyOf(place),
                new RecordWriter(16)
                        .number(due.time.millis())
                        .number(due.decision)
                        .toBytes());
    }

    private static void store(Overlay overlay, long size) {
        if (size == 0) {
            overlay.delete(SIZE);
        } else {
            overlay.put(SIZE, new RecordWriter(8).number(size).toBytes());
        }
    }

    private static StateKey keyOf(long place) {
        return Space.DEADLINE.key(ByteBuffer.allocate(Long.BYTES).putLong(place).array());
    }
}
