package io.quorate.storage;

/**
 * How large the signing journal's file grows.
 *
 * @param fullBytes from this length on it is worth replacing
 * @param aheadBytes how far zeros are made ready ahead of use; a new file begins with as many
 */
public record JournalLimits(long fullBytes, long aheadBytes) {
    /** What a node uses: 64 MiB, 4 MiB ahead. */
    public static final JournalLimits DEFAULT = new JournalLimits(64L << 20, 4L << 20);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if one is not a positive multiple of 4096, or the file would be full when made
     */
    public JournalLimits {
        if (aheadBytes < 2L * SegmentHeader.BYTES
                || aheadBytes % SegmentHeader.BYTES != 0
                || fullBytes < SegmentHeader.BYTES) {
            throw new IllegalArgumentException("a journal of " + fullBytes + " bytes, " + aheadBytes + " ahead");
        }
    }
}
