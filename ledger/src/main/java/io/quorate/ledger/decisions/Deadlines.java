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
 * The last deadlines of the decisions that no block has closed, the earliest first: a binary heap in derived entries, with
 * the place of each decision, so that adding or taking out one costs a few entries, however many there are, and no leaf of
 * the tree.
 *
 * <p>What comes out next depends on what is in it alone, not on the order it came in: whoever has the proven entries can
 * make one that does the same.
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
        rise(overlay, new Due(time, decision), place);
    }

    /** Takes out a decision that is in it. */
    static void remove(Overlay overlay, long decision) {
        long place = numberAt(overlay, placeKey(decision));
        overlay.delete(placeKey(decision));
        long size = size(overlay);
        Due last = at(overlay, size);
        overlay.delete(keyOf(size));
        store(overlay, size - 1);
        if (place == size) {
            return;
        }
        // The last takes its place, and goes from there to where it belongs.
        if (place > 1 && last.isBefore(at(overlay, place / 2))) {
            rise(overlay, last, place);
        } else {
            sink(overlay, last, place, size - 1);
        }
    }

    /** The decision with the first deadline, if that is not after a time: of equals, the one that was opened first. */
    public static Optional<Long> due(ReadableState state, BlockTime now) {
        if (size(state) == 0) {
            return Optional.empty();
        }
        Due first = at(state, 1);
        return first.time.isAfter(now) ? Optional.empty() : Optional.of(first.decision);
    }

    /** How many there are. */
    static long size(ReadableState state) {
        return state.get(SIZE).map(bytes -> new RecordReader(bytes).number()).orElse(0L);
    }

    private static void rise(Overlay overlay, Due due, long from) {
        long place = from;
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

    private static void sink(Overlay overlay, Due due, long from, long size) {
        long place = from;
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
        RecordReader in = new RecordReader(there(state, keyOf(place)));
        return new Due(new BlockTime(in.number()), in.number());
    }

    private static long numberAt(ReadableState state, StateKey key) {
        return new RecordReader(there(state, key)).number();
    }

    private static byte[] there(ReadableState state, StateKey key) {
        return state.get(key).orElseThrow(() -> new IllegalStateException("a deadline is missing"));
    }

    private static void put(Overlay overlay, long place, Due due) {
        overlay.put(
                keyOf(place),
                new RecordWriter(16)
                        .number(due.time.millis())
                        .number(due.decision)
                        .toBytes());
        overlay.put(placeKey(due.decision), new RecordWriter(8).number(place).toBytes());
    }

    private static void store(Overlay overlay, long size) {
        if (size == 0) {
            overlay.delete(SIZE);
        } else {
            overlay.put(SIZE, new RecordWriter(8).number(size).toBytes());
        }
    }

    private static StateKey keyOf(long place) {
        return Space.DEADLINE.key(eightBytes(place));
    }

    private static StateKey placeKey(long decision) {
        return Space.DEADLINE_PLACE.key(eightBytes(decision));
    }

    private static byte[] eightBytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }
}
