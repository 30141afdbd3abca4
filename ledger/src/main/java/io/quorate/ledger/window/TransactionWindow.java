package io.quorate.ledger.window;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.merkle.SparseMerkleSet;
import io.quorate.ledger.state.Overlay;
import io.quorate.ledger.state.RecordReader;
import io.quorate.ledger.state.RecordWriter;
import io.quorate.ledger.state.Space;
import io.quorate.protocol.port.ReadableState;
import io.quorate.protocol.port.StateKey;
import io.quorate.protocol.types.BlockTime;
import io.quorate.protocol.types.Transaction;
import io.quorate.protocol.types.TransactionId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The transactions that executed and could, but for this, execute again. See ledger.md, Transactions.
 *
 * <p>An id is known at least until a block later than its expiry. It may be longer: ids are forgotten in the order they
 * came and so many a block, but as an expired transaction is refused anyway, this shows in no outcome. Its leaf stays
 * until its period goes.
 */
public final class TransactionWindow {
    /** How far ahead of the block's time an expiry may lie. */
    public static final Duration MAX_AHEAD = Duration.ofHours(1);

    /** Ids that any block forgets, in whole leaves; one with transactions forgets twice as many more, so it gets ahead. */
    static final int FORGOTTEN_IDS = 4096;

    /** Leaves that any block drops; it adds one at most. */
    static final int DROPPED_LEAVES = 16;

    private static final StateKey BOUNDS = Space.WINDOW_BOUNDS.key();
    private static final byte[] KNOWN = {1};

    private TransactionWindow() {}

    /** Whether the id of a transaction is in the window. */
    public static boolean knows(ReadableState state, TransactionId id) {
        return state.get(knownKey(id)).isPresent();
    }

    /** Forgets what has expired before the time of the block, and takes in the block's transactions. */
    public static void advance(Overlay overlay, BlockTime time, List<Transaction> transactions) {
        Bounds before = Bounds.of(overlay);
        long known = forget(overlay, before, time, transactions.size());
        long next = before.next;
        if (!transactions.isEmpty()) {
            overlay.put(leafKey(next++), leaf(transactions));
            transactions.forEach(transaction -> overlay.put(knownKey(transaction.id()), KNOWN));
        }
        Periods periods = Periods.of(overlay);
        int open = Math.addExact(before.open, transactions.size());
        if (periods.endsWith(time, open)) {
            Hash root = new SparseMerkleSet(ids(overlay, periods.openFrom(), next)).root();
            periods = periods.closed(time, next, root).at(time);
            periods.store(overlay);
            open = 0;
        }
        long first = drop(overlay, before.first, Math.min(known, periods.first()));
        Bounds after = new Bounds(first, known, next, open);
        if (!after.equals(before)) {
            after.store(overlay);
        }
    }

    /** The ids in some leaves, ascending. */
    static List<Hash> ids(ReadableState state, long from, long to) {
        List<Hash> ids = new ArrayList<>();
        for (long number = from; number < to; number++) {
            RecordReader leaf = leaf(state, number);
            leaf.number();
            while (leaf.remaining() > 0) {
                ids.add(leaf.hash());
            }
        }
        ids.sort(null);
        return ids;
    }

    /** Forgets ids, from the first leaf on whose ids are known; gives the first whose ids are after that. */
    private static long forget(Overlay overlay, Bounds bounds, BlockTime time, int transactions) {
        int budget = Math.addExact(FORGOTTEN_IDS, Math.multiplyExact(2, transactions));
        long known = bounds.known;
        for (int forgotten = 0; known < bounds.next && forgotten < budget; known++) {
            RecordReader leaf = leaf(overlay, known);
            if (new BlockTime(leaf.number()).compareTo(time) >= 0) {
                break;
            }
            while (leaf.remaining() > 0) {
                overlay.delete(knownKey(new TransactionId(leaf.hash())));
                forgotten++;
            }
        }
        return known;
    }

    private static long drop(Overlay overlay, long from, long to) {
        long first = from;
        for (int dropped = 0; first < to && dropped < DROPPED_LEAVES; dropped++) {
            overlay.delete(leafKey(first++));
        }
        return first;
    }

    private static RecordReader leaf(ReadableState state, long number) {
        return new RecordReader(state.get(leafKey(number))
                .orElseThrow(() -> new IllegalStateException("a leaf of the window is missing")));
    }

    private static byte[] leaf(List<Transaction> transactions) {
        BlockTime latest = new BlockTime(0);
        for (Transaction transaction : transactions) {
            latest = BlockTime.max(latest, transaction.expiry());
        }
        RecordWriter out = new RecordWriter(Long.BYTES + transactions.size() * Hash.SIZE).number(latest.millis());
        transactions.forEach(transaction -> out.hash(transaction.id().hash()));
        return out.toBytes();
    }

    private static StateKey leafKey(long number) {
        return Space.WINDOW.key(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    private static StateKey knownKey(TransactionId id) {
        return Space.KNOWN_TRANSACTION.key(id.hash().toBytes());
    }

    /**
     * Where the window begins and ends.
     *
     * @param first the first leaf that is kept
     * @param known the first whose ids are not forgotten
     * @param next the next one to come
     * @param open how many ids are in the period that is not over
     */
    private record Bounds(long first, long known, long next, int open) {
        static Bounds of(ReadableState state) {
            return state.get(BOUNDS)
                    .map(RecordReader::new)
                    .map(in -> new Bounds(in.number(), in.number(), in.number(), in.integer()))
                    .orElse(new Bounds(0, 0, 0, 0));
        }

        void store(Overlay overlay) {
            overlay.put(
                    BOUNDS,
                    new RecordWriter()
                            .number(first)
                            .number(known)
                            .number(next)
                            .integer(open)
                            .toBytes());
        }
    }
}
