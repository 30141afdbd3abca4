package io.quorate.simulator.network;

/** Eight regions of public clouds and the usual delay one way between two of them, in milliseconds: half a round trip. */
final class Regions {
    /** Virginia, Oregon, Ireland, Frankfurt, Tokyo, Singapore, Sao Paulo, Mumbai. */
    private static final int[][] MILLIS = {
        {0, 35, 37, 45, 75, 108, 57, 95},
        {35, 0, 62, 72, 49, 82, 88, 110},
        {37, 62, 0, 12, 105, 87, 90, 61},
        {45, 72, 12, 0, 114, 80, 101, 56},
        {75, 49, 105, 114, 0, 35, 129, 64},
        {108, 82, 87, 80, 35, 0, 162, 30},
        {57, 88, 90, 101, 129, 162, 0, 150},
        {95, 110, 61, 56, 64, 30, 150, 0},
    };

    static final long MOST_MICROS = 162_000;

    private Regions() {}

    static long micros(int from, int to) {
        return 1_000L * MILLIS[from % MILLIS.length][to % MILLIS.length];
    }
}
