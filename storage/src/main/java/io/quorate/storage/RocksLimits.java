package io.quorate.storage;

/**
 * How much memory and how many files the database uses.
 *
 * @param cacheBytes blocks read, their indexes and filters, write buffers included
 * @param writeBufferBytes changes not yet in a table file, all columns together
 * @param openFiles table files held open
 */
public record RocksLimits(long cacheBytes, long writeBufferBytes, int openFiles) {
    /** What a node uses: 64 MiB, 32 MiB of it for writes, 256 files. */
    public static final RocksLimits DEFAULT = new RocksLimits(64L << 20, 32L << 20, 256);

    /** What a look at a database needs: 8 MiB, 4 MiB of it for writes, 64 files. */
    public static final RocksLimits SMALL = new RocksLimits(8L << 20, 4L << 20, 64);

    /**
     * Checks the range.
     *
     * @throws IllegalArgumentException if the database could not work with so little
     */
    public RocksLimits {
        if (writeBufferBytes < 1 << 20 || cacheBytes < writeBufferBytes || openFiles < 32) {
            throw new IllegalArgumentException("a database with a cache of " + cacheBytes + " bytes, write buffers of "
                    + writeBufferBytes + " and " + openFiles + " files");
        }
    }
}
