package io.quorate.storage;

import io.quorate.storage.Sector.Label;
import io.quorate.storage.SegmentHeader.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One file of the journal: a header, then batches, then zeros. A batch starts at a sector of its own and is written and
 * synced alone, so at most the last one can be incomplete after a crash.
 *
 * <p>Zeros are written and synced ahead of use; a batch's sync then changes no metadata. {@link #reserve} may run on
 * another thread than the rest.
 */
final class Segment {
    private static final int BUFFER_BYTES = 256 * 1024;

    private final JournalDirectory.Handle file;
    private final SegmentHeader header;
    private final Sector sectors;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Object extending = new Object();
    private volatile long zeroedTo;
    private long end;
    private long nextBatch;

    private Segment(JournalDirectory.Handle file, SegmentHeader header, long zeroedTo, long end, long nextBatch) {
        this.file = file;
        this.header = header;
        this.sectors = new Sector(header);
        this.zeroedTo = zeroedTo;
        this.end = end;
        this.nextBatch = nextBatch;
    }

    /** Fills an empty file with zeros up to a length, durably. */
    static void zero(JournalDirectory.Handle file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(BUFFER_BYTES, to - from));
        for (long at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            file.write(zeros, at);
        }
        file.force();
    }

    /** Begins a segment in a file of zeros. Durable with the next {@link #force}. */
    static Segment begin(JournalDirectory.Handle zeros, SegmentHeader header) throws IOException {
        zeros.write(header.encode(), 0);
        return new Segment(zeros, header, header.made(), SegmentHeader.BYTES, 1);
    }

    /** Reads the header alone. */
    static SegmentHeader header(JournalDirectory.Handle file) throws IOException, Damage {
        long size = file.size();
        if (size == 0) {
            throw new Damage("is empty");
        }
        if (size < SegmentHeader.BYTES) {
            throw new Damage("is cut short: " + size + " bytes");
        }
        ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
        file.read(bytes, 0);
        SegmentHeader header = SegmentHeader.decode(bytes.array());
        if (size < header.made()) {
            throw new Damage("is cut short: " + size + " of " + header.made() + " bytes");
        }
        return header;
    }

    /**
     * Opens a segment for more: gives each whole batch to {@code batches}, cuts off a torn one, and makes durable what a
     * process that was killed may have written without a sync.
     *
     * @throws Damage if anything in it is neither as written nor a torn last batch
     */
    static Segment open(JournalDirectory.Handle file, SegmentHeader header, SegmentReader.Batches batches)
            throws IOException, Damage {
        SegmentReader.Extent extent = new SegmentReader(file, header).read(batches);
        Segment segment = new Segment(file, header, file.size(), extent.end(), extent.nextBatch());
        if (extent.tornTo() > extent.end()) {
            zero(file, extent.end(), extent.tornTo());
        }
        segment.rewrite(extent.lastBatch(), extent.end());
        file.force();
        return segment;
    }

    /**
     * Writes bytes over themselves. A sync that failed may have left the last batch readable yet not on disk, and
     * marked it as if it were; what is written again is synced again.
     */
    private void rewrite(long from, long to) throws IOException {
        for (long at = from; at < to; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
            file.read(buffer, at);
            file.write(buffer.flip(), at);
        }
    }

    SegmentHeader header() {
        return header;
    }

    /** Whether anything was written to it. */
    boolean isUnused() {
        return nextBatch == 1;
    }

    /** Where the next batch begins. */
    long end() {
        return end;
    }

    /** How far zeros are ready. */
    long zeroedTo() {
        return zeroedTo;
    }

    /** Makes zeros ready up to a place, durably. */
    void reserve(long to) throws IOException {
        if (to <= zeroedTo) {
            return;
        }
        synchronized (extending) {
            if (to > zeroedTo) {
                zero(file, zeroedTo, to);
                zeroedTo = to;
            }
        }
    }

    /** Writes a batch. Durable after {@link #force}, which must come before the next one. */
    void write(byte[] payload, int length) throws IOException {
        long count = Sector.count(length);
        reserve(Math.addExact(end, count * Sector.BYTES));
        buffer.clear();
        long start = end;
        for (int index = 0; index < count; index++) {
            sectors.write(buffer, end + (long) index * Sector.BYTES, new Label(nextBatch, index, length), payload);
            if (!buffer.hasRemaining() || index == count - 1) {
                int size = buffer.flip().remaining();
                file.write(buffer, start);
                start += size;
                buffer.clear();
            }
        }
        end = start;
        nextBatch++;
    }

    /** Returns when all is durable. */
    void force() throws IOException {
        file.force();
    }

    void close() throws IOException {
        file.close();
    }
}
