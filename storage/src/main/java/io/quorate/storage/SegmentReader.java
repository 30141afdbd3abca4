package io.quorate.storage;

import io.quorate.storage.Sector.Label;
import io.quorate.storage.SegmentHeader.Damage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads a segment to its end and tells a torn last batch from damage.
 *
 * <p>consensus.md, Persist before send: "A last record whose sectors were not all written (power loss) is torn and cut
 * off; any other damage stops the node". A batch is torn if each of its sectors is whole or zero, at least one is zero,
 * and all that follows it is zero. Earlier batches were synced before it was begun, so they must be whole.
 */
final class SegmentReader {
    private static final int WINDOW_BYTES = 256 * 1024;
    private static final long NONE = -1;

    private final JournalDirectory.Handle file;
    private final long size;
    private final Sector sectors;
    private final ByteBuffer window;
    private long windowAt = NONE;

    SegmentReader(JournalDirectory.Handle file, SegmentHeader header) throws IOException {
        this.file = file;
        this.size = (file.size() + Sector.BYTES - 1) / Sector.BYTES * Sector.BYTES;
        this.sectors = new Sector(header);
        this.window = ByteBuffer.allocateDirect((int) Math.min(WINDOW_BYTES, size));
    }

    /** Takes the payload of each whole batch, in order. */
    interface Batches {
        void accept(byte[] payload) throws Damage;
    }

    /**
     * What a segment holds.
     *
     * @param lastBatch where the last whole batch begins, or {@code end} if there is none
     * @param end where the whole batches end
     * @param tornTo where a torn batch after them ends, or {@code end} if there is none
     * @param nextBatch the number of the batch after the whole ones
     */
    record Extent(long lastBatch, long end, long tornTo, long nextBatch) {}

    Extent read(Batches batches) throws IOException, Damage {
        long last = SegmentHeader.BYTES;
        long at = SegmentHeader.BYTES;
        long batch = 1;
        while (at < size) {
            ByteBuffer first = sector(at);
            if (Sector.isZero(first)) {
                break;
            }
            Label label = checked(first, at);
            if (label.batch() != batch || label.index() != 0) {
                // the first sector of this batch is missing, or of one before it
                break;
            }
            checkFits(label, at);
            byte[] payload = payload(at, label);
            if (payload.length == 0) {
                break;
            }
            batches.accept(payload);
            last = at;
            at += Sector.count(label.length()) * Sector.BYTES;
            batch++;
        }
        return new Extent(batch == 1 ? at : last, at, tail(at, batch), batch);
    }

    /** The payload of a batch, or nothing if one of its sectors is zero. */
    private byte[] payload(long start, Label label) throws IOException, Damage {
        // the length is trusted: its sector is whole, and the file is as long
        byte[] payload = new byte[label.length()];
        for (int index = 0; index < Sector.count(label.length()); index++) {
            long at = start + (long) index * Sector.BYTES;
            ByteBuffer sector = sector(at);
            if (Sector.isZero(sector)) {
                return new byte[0];
            }
            if (!checked(sector, at).equals(new Label(label.batch(), index, label.length()))) {
                throw damaged(at, "belongs to another record");
            }
            int from = index * Sector.PAYLOAD_BYTES;
            sector.get(Sector.HEADER_BYTES, payload, from, Math.min(Sector.PAYLOAD_BYTES, payload.length - from));
        }
        return payload;
    }

    /** Checks that from {@code start} on there is nothing but what a torn batch left, and says where that ends. */
    private long tail(long start, long batch) throws IOException, Damage {
        long tornTo = start;
        int length = 0;
        for (long at = start; at < size; at += Sector.BYTES) {
            ByteBuffer sector = sector(at);
            if (Sector.isZero(sector)) {
                continue;
            }
            Label label = checked(sector, at);
            if (length == 0) {
                length = label.length();
                checkFits(label, start);
                tornTo = start + Sector.count(length) * Sector.BYTES;
            }
            long index = (at - start) / Sector.BYTES;
            if (!label.equals(new Label(batch, (int) index, length)) || at >= tornTo) {
                throw damaged(start, "is missing, yet a later record is there");
            }
        }
        return tornTo;
    }

    private Label checked(ByteBuffer sector, long at) throws Damage {
        if (!sectors.isWhole(sector, at)) {
            throw damaged(at, "fails its checksum");
        }
        return Sector.label(sector);
    }

    private void checkFits(Label label, long start) throws Damage {
        if (label.length() < 1 || Sector.count(label.length()) * Sector.BYTES > size - start) {
            throw damaged(start, "claims " + label.length() + " bytes");
        }
    }

    private static Damage damaged(long at, String what) {
        return new Damage("is damaged: the sector at byte " + at + " " + what);
    }

    private ByteBuffer sector(long at) throws IOException {
        if (windowAt == NONE || at < windowAt || at >= windowAt + window.capacity()) {
            windowAt = at;
            window.clear();
            file.read(window, at);
            while (window.hasRemaining()) {
                window.put((byte) 0);
            }
        }
        return window.slice((int) (at - windowAt), Sector.BYTES);
    }
}
