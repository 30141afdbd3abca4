package io.quorate.simulator;

import io.quorate.simulator.fleet.RandomMix;
import java.util.stream.LongStream;

/** The seeds of the fixed corpus that are small and dense: they hold in each build, and show every planted bug. */
public final class Corpus {
    /** The rounds of each before the network heals. */
    public static final long SMALL_VIEWS = 24;

    private static final int SMALL_RANGE = 60;

    /** Beyond the range: what shows timers that do not grow; and a network four times slower than Delta. */
    private static final long[] TELLING = {98, 221};

    private Corpus() {}

    /** The small ones, counted from the first of them. */
    public static LongStream small() {
        return LongStream.concat(LongStream.range(0, SMALL_RANGE), LongStream.of(TELLING));
    }

    /** The seed of a small one. */
    public static long seed(long small) {
        return RandomMix.SMALL + small;
    }
}
