package io.quorate.simulator.time;

import java.util.List;
import java.util.SplittableRandom;

/**
 * A seeded source of chance. Each concern has one of its own, so that a draw more in one changes nothing in another. Uses
 * only {@code nextLong} of the generator, whose sequence is specified, and exact arithmetic. Not thread-safe.
 */
public final class Chance {
    private final SplittableRandom random;

    private Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** The source of a seed for a concern. */
    public static Chance of(long seed, String concern) {
        long state = 0xcbf29ce484222325L;
        for (int i = 0; i < concern.length(); i++) {
            state = (state ^ concern.charAt(i)) * 0x100000001b3L;
        }
        return new Chance(Mix.of(Mix.of(state, seed), concern.length()));
    }

    /** Any 64 bits. */
    public long nextLong() {
        return random.nextLong();
    }

    /**
     * From 0 to below a bound.
     *
     * @throws IllegalArgumentException if the bound is not positive
     */
    public long below(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("nothing lies from 0 to below " + bound);
        }
        // The bias is below bound / 2^63: nobody sees it, and one draw is one draw.
        return Math.floorMod(random.nextLong() >>> 1, bound);
    }

    /** From 0 to below a bound. */
    public int below(int bound) {
        return (int) below((long) bound);
    }

    /** From the first to the second, both included. */
    public long between(long least, long most) {
        return least + below(most - least + 1);
    }

    /** From the first to the second, both included. */
    public int between(int least, int most) {
        return (int) between((long) least, (long) most);
    }

    /** From 0 to below 1. */
    public double fraction() {
        return (random.nextLong() >>> 11) * 0x1.0p-53;
    }

    /** True with a probability. */
    public boolean happens(double probability) {
        return probability > 0 && fraction() < probability;
    }

    /** One of a list. */
    public <T> T pick(List<T> list) {
        return list.get(below(list.size()));
    }
}
