package io.quorate.storage;

import io.quorate.protocol.codec.StoredForms;
import io.quorate.protocol.port.SigningJournal.Entry;
import io.quorate.protocol.types.Round;
import io.quorate.storage.SegmentHeader.Damage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Entries that are written and synced together, as bytes, big-endian:
 *
 * <pre>
 *   (type 1 | length 4 | body)*     1 signed vote   2 held certificate   3 stored block   4 floor: epoch 8, view 8
 *                                   5 evidence
 * </pre>
 *
 * <p>A program from before a type was added stops at it, and says that it does not know it; this one reads what such a
 * program wrote. The buffer is used again. Not thread-safe.
 */
final class Batch {
    /** What an entry has at most: more than the largest block or certificate. */
    static final int MAX_ENTRY_BYTES = 16 * 1024 * 1024;

    /** From this size on a batch is better written, for the buffer's sake. */
    static final int FULL_BYTES = 4 * 1024 * 1024;

    private static final int ENTRY_HEADER_BYTES = 1 + Integer.BYTES;
    private static final int KEPT_BYTES = 256 * 1024;
    private static final byte SIGNED = 1;
    private static final byte HELD = 2;
    private static final byte STORED = 3;
    private static final byte FLOOR = 4;
    private static final byte ACCUSED = 5;

    private byte[] bytes = new byte[KEPT_BYTES];
    private int size;

    void add(Entry entry) {
        byte type;
        byte[] body;
        if (entry instanceof Entry.Signed signed) {
            type = SIGNED;
            body = StoredForms.encode(signed.vote());
        } else if (entry instanceof Entry.Held held) {
            type = HELD;
            body = StoredForms.encode(held.certificate());
        } else if (entry instanceof Entry.Stored stored) {
            type = STORED;
            body = StoredForms.encode(stored.block());
        } else if (entry instanceof Entry.Accused accused) {
            type = ACCUSED;
            body = StoredForms.encode(accused.evidence());
        } else {
            Round round = ((Entry.Floor) entry).round();
            type = FLOOR;
            body = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(round.epoch().number())
                    .putLong(round.view().number())
                    .array();
        }
        if (body.length > MAX_ENTRY_BYTES) {
            throw new IllegalStateException("a journal entry of " + body.length + " bytes is over the limit");
        }
        int needed = size + ENTRY_HEADER_BYTES + body.length;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * bytes.length));
        }
        ByteBuffer.wrap(bytes, size, needed - size)
                .put(type)
                .putInt(body.length)
                .put(body);
        size = needed;
    }

    boolean isEmpty() {
        return size == 0;
    }

    boolean isFull() {
        return size >= FULL_BYTES;
    }

    /** The bytes, of which the first {@link #size} count. Valid until the next call. */
    byte[] bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[KEPT_BYTES];
        }
    }

    /**
     * Reads a batch back.
     *
     * @throws Damage if it is none: then another program wrote it, for its checksums hold
     */
    static void read(byte[] payload, List<Entry> into) throws Damage {
        ByteBuffer in = ByteBuffer.wrap(payload);
        try {
            while (in.hasRemaining()) {
                if (in.remaining() < ENTRY_HEADER_BYTES) {
                    throw new IllegalArgumentException("an entry is cut short");
                }
                byte type = in.get();
                int length = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new IllegalArgumentException("an entry claims " + length + " bytes");
                }
                byte[] body = new byte[length];
                in.get(body);
                into.add(entry(type, body));
            }
        } catch (IllegalArgumentException e) {
            throw new Damage("holds an entry that cannot be read: " + e.getMessage());
        }
    }

    private static Entry entry(byte type, byte[] body) {
        return switch (type) {
            case SIGNED -> new Entry.Signed(StoredForms.vote(body));
            case HELD -> new Entry.Held(StoredForms.certificate(body));
            case STORED -> new Entry.Stored(StoredForms.block(body));
            case FLOOR -> floor(body);
            case ACCUSED -> new Entry.Accused(StoredForms.evidence(body));
            default -> throw new IllegalArgumentException("type " + type + " is not known");
        };
    }

    private static Entry floor(byte[] body) {
        if (body.length != 2 * Long.BYTES) {
            throw new IllegalArgumentException("a floor of " + body.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(body);
        return new Entry.Floor(Round.of(in.getLong(), in.getLong()));
    }
}
