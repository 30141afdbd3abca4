package io.quorate.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The unit that a disk writes whole or not at all: 512 bytes, big-endian, each of which says what it is.
 *
 * <pre>
 *   CRC32C 4 | batch 8 | index within the batch 4 | length of the batch's payload 4 | payload 492, zero-padded
 * </pre>
 *
 * <p>The checksum also covers the journal id, the segment's number and the sector's offset, so that bytes of another
 * file, segment or place never pass for this one's. A batch counts from 1, so no written sector is all zero: after a
 * power loss a sector is either right or still zero, and anything else is damage.
 */
final class Sector {
    static final int BYTES = 512;
    static final int HEADER_BYTES = Integer.BYTES + Long.BYTES + 2 * Integer.BYTES;
    static final int PAYLOAD_BYTES = BYTES - HEADER_BYTES;

    private static final ByteBuffer ZERO = ByteBuffer.allocate(BYTES).asReadOnlyBuffer();

    private final ByteBuffer place;
    private final CRC32C crc = new CRC32C();

    /** Seals and checks the sectors of one segment. Not thread-safe. */
    Sector(SegmentHeader header) {
        this.place = ByteBuffer.allocate(JournalId.BYTES + 2 * Long.BYTES)
                .putLong(header.journal().high())
                .putLong(header.journal().low())
                .putLong(header.number());
    }

    /** How many sectors a payload takes. */
    static long count(int length) {
        return ((long) length + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES;
    }

    /** Whether a sector was never written. */
    static boolean isZero(ByteBuffer sector) {
        return ZERO.mismatch(sector) < 0;
    }

    /** What a sector says of itself. */
    record Label(long batch, int index, int length) {}

    /** Appends the sector of a batch that belongs at {@code offset} of the segment. */
    void write(ByteBuffer out, long offset, Label label, byte[] payload) {
        int start = out.position();
        int from = label.index() * PAYLOAD_BYTES;
        int size = Math.min(PAYLOAD_BYTES, label.length() - from);
        out.position(start + Integer.BYTES)
                .putLong(label.batch())
                .putInt(label.index())
                .putInt(label.length())
                .put(payload, from, size);
        for (int i = size; i < PAYLOAD_BYTES; i++) {
            out.put((byte) 0);
        }
        out.putInt(start, checksum(out.slice(start + Integer.BYTES, BYTES - Integer.BYTES), offset));
    }

    /** Whether a sector is as it was written at {@code offset}. */
    boolean isWhole(ByteBuffer sector, long offset) {
        return sector.getInt(0) == checksum(sector.slice(Integer.BYTES, BYTES - Integer.BYTES), offset);
    }

    static Label label(ByteBuffer sector) {
        return new Label(sector.getLong(4), sector.getInt(12), sector.getInt(16));
    }

    private int checksum(ByteBuffer rest, long offset) {
        place.putLong(JournalId.BYTES + Long.BYTES, offset);
        crc.reset();
        crc.update(place.array());
        crc.update(rest);
        return (int) crc.getValue();
    }
}
