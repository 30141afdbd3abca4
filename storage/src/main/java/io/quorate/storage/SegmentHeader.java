package io.quorate.storage;

import io.quorate.crypto.hash.Hash;
import io.quorate.protocol.types.ChainId;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The first {@link #BYTES} of a segment, big-endian:
 *
 * <pre>
 *   "QUORJRNL" 8 | format 4 | journal id 16 | chain id 32 | segment number 8 | bytes made 8 | zeros | CRC32C of all before 4
 * </pre>
 *
 * @param journal the journal it is a part of
 * @param chain the chain whose votes it holds
 * @param number counts the segments of a journal, from 1
 * @param made the length that was zeroed and synced before the segment came into use: it is never shorter
 */
record SegmentHeader(JournalId journal, ChainId chain, long number, long made) {
    static final int BYTES = 4096;
    static final int FORMAT = 1;

    private static final long MAGIC = 0x51554F524A524E4CL; // "QUORJRNL"
    private static final int CRC_AT = BYTES - Integer.BYTES;

    ByteBuffer encode() {
        ByteBuffer out = ByteBuffer.allocate(BYTES)
                .putLong(MAGIC)
                .putInt(FORMAT)
                .putLong(journal.high())
                .putLong(journal.low())
                .put(chain.hash().toBytes())
                .putLong(number)
                .putLong(made);
        out.putInt(CRC_AT, crc(out.array()));
        return out.clear();
    }

    /**
     * Reads the {@link #BYTES} that a segment begins with.
     *
     * @throws Damage if they are not what was written
     */
    static SegmentHeader decode(byte[] bytes) throws Damage {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getLong() != MAGIC) {
            throw new Damage("does not begin like a signing journal");
        }
        int format = in.getInt();
        if (in.getInt(CRC_AT) != crc(bytes)) {
            throw new Damage("has a header that fails its checksum");
        }
        if (format != FORMAT) {
            throw new Damage("has format " + format + " but this program knows " + FORMAT
                    + ": use the version of quorate that wrote it");
        }
        JournalId journal = new JournalId(in.getLong(), in.getLong());
        byte[] chain = new byte[Hash.SIZE];
        in.get(chain);
        return new SegmentHeader(journal, new ChainId(Hash.of(chain)), in.getLong(), in.getLong());
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        return (int) crc.getValue();
    }

    /** What a file holds that it must not, in words that follow its name. */
    static final class Damage extends Exception {
        private static final long serialVersionUID = 1L;

        Damage(String message) {
            super(message);
        }
    }
}
