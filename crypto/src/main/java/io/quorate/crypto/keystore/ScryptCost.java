package io.quorate.crypto.keystore;

/**
 * How hard scrypt (RFC 7914) makes it to try passphrases. It takes 128·n·r bytes of memory, and time by n·r·p.
 *
 * @param n a power of two, from 2 to 262144, and below 65536 if r is 1 (RFC 7914, section 2: n < 2^(128·r/8))
 * @param r from 1 to 16
 * @param p from 1 to 16
 */
public record ScryptCost(int n, int r, int p) {
    /** 64 MiB, and a good part of a second on one core. */
    public static final ScryptCost DEFAULT = new ScryptCost(1 << 16, 8, 2);

    private static final int MAX_N = 1 << 18;
    private static final int MAX_N_OF_R_1 = 1 << 16;
    private static final int MAX_R = 16;
    private static final int MAX_P = 16;
    private static final long MAX_MEMORY_BYTES = 256L << 20;
    private static final long MAX_WORK = 1L << 23;

    /** @throws IllegalArgumentException if a parameter, the memory (256 MiB) or n·r·p (8 Mi) is out of its limits */
    public ScryptCost {
        if (n < 2
                || n > MAX_N
                || Integer.bitCount(n) != 1
                || (r == 1 && n >= MAX_N_OF_R_1)
                || r < 1
                || r > MAX_R
                || p < 1
                || p > MAX_P
                || 128L * n * r > MAX_MEMORY_BYTES
                || (long) n * r * p > MAX_WORK) {
            throw new IllegalArgumentException("scrypt cost out of limits: n " + n + ", r " + r + ", p " + p);
        }
    }
}
