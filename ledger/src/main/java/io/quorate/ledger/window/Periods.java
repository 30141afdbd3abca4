package io.quorate.ledger.window;

import io.quorate.crypto.hash.Hash;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What was executed in the last hour and a little more, in periods without a gap: the entry by which anybody is shown that
 * a transaction was not.
 *
 * @param since the time of the last block before the earliest period; 0 if that begins with the chain
 * @param first the number of the earliest period's first leaf in the window
 * @param closed the periods that are over, the earliest first
 */
public record Periods(BlockTime since, long first, List<Period> closed) {
    /** How long a period is, at least. */
    static final Duration LENGTH = Duration.ofMinutes(1);

    /** Ids that end a period early: what one block has to sort and hash is bounded. */
    static final int MOST_IDS = 16_384;

    /** How long what was executed is told after a block has shown that no transaction of that time can execute any more. */
    public static final Duration KEPT = Duration.ofMinutes(10);

    private static final int FORMAT = 1;
    private static final int PERIOD_BYTES = 2 * Long.BYTES + Hash.SIZE;

    /**
     * A period that is over.
     *
     * @param end the time of its last block
     * @param next the number of the first leaf after it
     * @param root of the set of its ids
     */
    public record Period(BlockTime end, long next, Hash root) {}

    /** Copies the list. */
    public Periods {
        closed = List.copyOf(closed);
    }

    /** Where the entry lies. */
    public static StateKey key() {
        return Space.EXECUTED.key();
    }

    static Periods of(ReadableState state) {
        return state.get(key()).map(Periods::fromBytes).orElseGet(() -> new Periods(new BlockTime(0), 0, List.of()));
    }

    void store(Overlay overlay) {
        overlay.put(key(), toBytes());
    }

    /** The number of the first leaf of the period at a place; the open one's is after all others. */
    long firstLeaf(int place) {
        return place == 0 ? first : closed.get(place - 1).next();
    }

    /** When the period at a place begins: with the first block after the one of this time. */
    private BlockTime from(int place) {
        return place == 0 ? since : closed.get(place - 1).end();
    }

    long openFrom() {
        return firstLeaf(closed.size());
    }

    private BlockTime openSince() {
        return from(closed.size());
    }

    /** Whether the open period ends with a block, after which it has so many ids. */
    boolean endsWith(BlockTime time, int ids) {
        return ids >= MOST_IDS || !openSince().plus(LENGTH).isAfter(time);
    }

    /** These with the open period closed. Periods without transactions are one, up to an hour. */
    Periods closed(BlockTime end, long next, Hash root) {
        List<Period> all = new ArrayList<>(closed);
        int last = all.size() - 1;
        if (last >= 0
                && root.equals(Hash.ZERO)
                && all.get(last).root().equals(Hash.ZERO)
                && !end.isAfter(from(last).plus(TransactionWindow.MAX_AHEAD))) {
            all.remove(last);
        }
        all.add(new Period(end, next, root));
        return new Periods(since, first, all);
    }

    /** These without the periods that nobody need be told of any more. */
    Periods at(BlockTime time) {
        int gone = 0;
        while (gone < closed.size() && isOver(gone, time)) {
            gone++;
        }
        if (gone == 0) {
            return this;
        }
        Period last = closed.get(gone - 1);
        return new Periods(last.end(), last.next(), closed.subList(gone, closed.size()));
    }

    /**
     * Whether for so long every transaction of a period could be shown to have no other chance: counted from when that was
     * so, not from the expiry, for no block may have come in between.
     */
    private boolean isOver(int place, BlockTime time) {
        BlockTime latest = closed.get(place).end().plus(TransactionWindow.MAX_AHEAD);
        return closed.stream()
                .map(Period::end)
                .filter(end -> end.isAfter(latest))
                .findFirst()
                .filter(end -> time.isAfter(end.plus(KEPT)))
                .isPresent();
    }

    /** When a transaction of an expiry can execute: not earlier than this. */
    private static BlockTime earliest(BlockTime expiry) {
        return new BlockTime(Math.max(0, expiry.millis() - TransactionWindow.MAX_AHEAD.toMillis()));
    }

    /** Whether a block with a transaction of this expiry may be in the open period, or still to come. */
    boolean isEarly(BlockTime expiry) {
        return closed.isEmpty() || !openSince().isAfter(expiry);
    }

    /** Whether nothing was executed before the earliest period. */
    private boolean isFromTheStart() {
        return first == 0 && since.millis() == 0;
    }

    /** Whether one may be in a period that is told of no more. */
    boolean isLate(BlockTime expiry) {
        return !(isFromTheStart() || earliest(expiry).isAfter(since));
    }

    /** The places of the periods that a transaction of this expiry can be in. */
    List<Integer> places(BlockTime expiry) {
        List<Integer> places = new ArrayList<>();
        BlockTime earliest = earliest(expiry);
        for (int i = 0; i < closed.size(); i++) {
            if (!earliest.isAfter(closed.get(i).end()) && !from(i).isAfter(expiry)) {
                places.add(i);
            }
        }
        return places;
    }

    /**
     * The roots of the sets that hold whichever transaction of an expiry was executed, or ever will be; none if that is not
     * told yet, or no more.
     */
    public Optional<List<Hash>> roots(BlockTime expiry) {
        return isEarly(expiry) || isLate(expiry)
                ? Optional.empty()
                : Optional.of(
                        places(expiry).stream().map(i -> closed.get(i).root()).toList());
    }

    /** The form that is stored, and proven by the state root. */
    public byte[] toBytes() {
        RecordWriter out = new RecordWriter(32 + closed.size() * PERIOD_BYTES)
                .octet(FORMAT)
                .number(since.millis())
                .number(first)
                .integer(closed.size());
        closed.forEach(period ->
                out.number(period.end().millis()).number(period.next()).hash(period.root()));
        return out.toBytes();
    }

    /**
     * Reads the stored form.
     *
     * @throws IllegalArgumentException if it is malformed
     */
    public static Periods fromBytes(byte[] bytes) {
        RecordReader in = new RecordReader(bytes).format(FORMAT);
        BlockTime since = new BlockTime(in.number());
        long first = in.number();
        int count = in.integer();
        if (count < 0 || (long) count * PERIOD_BYTES != in.remaining()) {
            throw new IllegalArgumentException("a list of periods is cut short or too long");
        }
        List<Period> closed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            closed.add(new Period(new BlockTime(in.number()), in.number(), in.hash()));
        }
        in.end();
        return new Periods(since, first, closed);
    }
}
