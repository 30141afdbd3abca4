package io.quorate.ledger.window;

import io.quorate.crypto.hash.Hash;
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
import java.util.List;

/**
 * The transactions that executed and could, but for this, execute again. See ledger.md, Transactions.
 *
 * <p>An id stays at least until a block later than its expiry. It may stay longer: leaves go in the order they came and so
 * many a block, but as an expired transaction is refused anyway, this shows in no outcome.
 */
public final class TransactionWindow {
    /** How far ahead of the block's time an expiry may lie. */
    public static final Duration MAX_AHEAD = Duration.ofHours(1);

    /** Ids that any block drops, in whole leaves; one with transactions drops twice as many more, so it gets ahead. */
    static final int DROPPED_IDS = 4096;

    private static final StateKey BOUNDS = Space.WINDOW_BOUNDS.key();
    private static final byte[] KNOWN = {1};

    private TransactionWindow() {}

    /** Whether the id of a transaction is in the window. */
    public static boolean knows(ReadableState state, TransactionId id) {
        return state.get(knownKey(id)).isPresent();
    }

    /** Drops what has expired before the time of the block, and takes in the block's transactions. */
    public static void advance(Overlay overlay, BlockTime time, List<Transaction> transactions) {
        Bounds before = Bounds.of(overlay);
        long first = before.first;
        int budget = Math.addExact(DROPPED_IDS, Math.multiplyExact(2, transactions.size()));
        for (int dropped = 0; first < before.next && dropped < budget; first++) {
            StateKey key = leafKey(first);
            RecordReader leaf = new RecordReader(
                    overlay.get(key).orElseThrow(() -> new IllegalStateException("a leaf of the window is missing")));
            if (new BlockTime(leaf.number()).compareTo(time) >= 0) {
                break;
            }
            while (leaf.remaining() > 0) {
                overlay.delete(knownKey(new TransactionId(leaf.hash())));
                dropped++;
            }
            overlay.delete(key);
        }
        long next = before.next;
        if (!transactions.isEmpty()) {
            overlay.put(leafKey(next++), leaf(transactions));
            transactions.forEach(transaction -> overlay.put(knownKey(transaction.id()), KNOWN));
        }
        if (first != before.first || next != before.next) {
            new Bounds(first, next).store(overlay);
        }
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

    /** The leaves from the first up to the next one to come. */
    private record Bounds(long first, long next) {
        static Bounds of(ReadableState state) {
            return state.get(BOUNDS)
                    .map(RecordReader::new)
                    .map(in -> new Bounds(in.number(), in.number()))
                    .orElse(new Bounds(0, 0));
        }

        void store(Overlay overlay) {
            overlay.put(BOUNDS, new RecordWriter().number(first).number(next).toBytes());
        }
    }
}
