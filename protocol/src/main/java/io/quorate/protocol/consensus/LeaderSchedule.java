package io.quorate.protocol.consensus;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.protocol.types.ValidatorIndex;
import io.quorate.protocol.types.ValidatorSet;
import io.quorate.protocol.types.View;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who leads each view of one epoch: Tijdeman's rule over the effective weights, so that in every prefix of the views
 * each validator has led within one view of its due. See validators.md, Leaders.
 *
 * <p>Of view {@code t}, {@code due_i = t * w_i / W} is the due of validator {@code i} after it, and {@code led_i} how
 * often it has led before. Among those with {@code due_i > led_i} leads the one whose next view has the earliest
 * deadline, the least {@code (led_i + 1) / w_i}; ties go by an order that the seed gives. All of it is compared exactly.
 *
 * <p>Views are worked out one after the other, in time proportional to the number of validators each, and the last
 * {@link #WINDOW} are remembered. Not thread-safe.
 */
public final class LeaderSchedule {
    /** How many views, counted back from the latest that was asked for, can be asked for again. */
    public static final int WINDOW = 4_096;

    private final long[] weights;
    /** Place of each validator in the order of ties. */
    private final int[] ties;

    private final long[] led;
    /** {@code t * w_i - led_i * W}, as 128 bits: by the rule itself always between -W and W. */
    private final long[] lagHigh;

    private final long[] lagLow;
    private final long totalHigh;
    private final long totalLow;
    private final int[] recent = new int[WINDOW];
    private long latest;

    private LeaderSchedule(long[] weights, int[] ties) {
        this.weights = weights;
        this.ties = ties;
        this.led = new long[weights.length];
        this.lagHigh = new long[weights.length];
        this.lagLow = new long[weights.length];
        long high = 0;
        long low = 0;
        for (long weight : weights) {
            low += weight;
            high += carry(low, weight);
        }
        this.totalHigh = high;
        this.totalLow = low;
    }

    /**
     * The schedule of an epoch.
     *
     * @param seed orders ties: the id of the epoch's view-0 block
     * @param weights effective weights in set order
     * @throws IllegalArgumentException if there are none, more than a set holds, or one under 1
     */
    public static LeaderSchedule of(Hash seed, List<Long> weights) {
        if (weights.isEmpty() || weights.size() > ValidatorSet.LIMIT) {
            throw new IllegalArgumentException(
                    "a schedule has 1 to " + ValidatorSet.LIMIT + " validators, not " + weights.size());
        }
        for (long weight : weights) {
            if (weight < 1) {
                throw new IllegalArgumentException("an effective weight is at least 1, not " + weight);
            }
        }
        return new LeaderSchedule(weights.stream().mapToLong(Long::longValue).toArray(), ties(seed, weights.size()));
    }

    private static int[] ties(Hash seed, int size) {
        record Drawn(int index, Hash lot) {}
        List<Drawn> order = IntStream.range(0, size)
                .mapToObj(index -> new Drawn(index, lot(seed, index)))
                .sorted(Comparator.comparing(Drawn::lot))
                .toList();
        int[] ties = new int[size];
        for (int place = 0; place < size; place++) {
            ties[order.get(place).index()] = place;
        }
        return ties;
    }

    private static Hash lot(Hash seed, int index) {
        return Sha256.hash(
                seed.toBytes(), ByteBuffer.allocate(Integer.BYTES).putInt(index).array());
    }

    /**
     * Who leads a view. Steps there from the latest view that was asked for: a caller admits only views near its own.
     *
     * @throws IllegalArgumentException for view 0, which nobody leads, and for one that fell out of the {@link #WINDOW}
     */
    public ValidatorIndex leader(View view) {
        long number = view.number();
        if (number < 1) {
            throw new IllegalArgumentException("nobody leads view 0");
        }
        if (number <= latest - WINDOW) {
            throw new IllegalArgumentException("view " + view + " is too far behind view " + latest);
        }
        while (latest < number) {
            step();
        }
        return new ValidatorIndex(recent[slot(number)]);
    }

    private static int slot(long view) {
        return (int) (view % WINDOW);
    }

    // validators.md, Leaders
    private void step() {
        int leader = -1;
        for (int i = 0; i < weights.length; i++) {
            lagLow[i] += weights[i];
            lagHigh[i] += carry(lagLow[i], weights[i]);
            if (isPositive(lagHigh[i], lagLow[i]) && (leader < 0 || isBefore(i, leader))) {
                leader = i;
            }
        }
        if (leader < 0) {
            // The lags sum to W before a view is given away, so one of them is positive.
            throw new IllegalStateException("nobody is due in view " + (latest + 1));
        }
        led[leader]++;
        long borrow = Long.compareUnsigned(lagLow[leader], totalLow) < 0 ? 1 : 0;
        lagLow[leader] -= totalLow;
        lagHigh[leader] -= totalHigh + borrow;
        latest++;
        recent[slot(latest)] = leader;
    }

    /** Whether {@code a} has the earlier deadline: (led_a + 1) / w_a < (led_b + 1) / w_b, or equal and first by the seed. */
    private boolean isBefore(int a, int b) {
        int byDeadline = compareProducts(led[a] + 1, weights[b], led[b] + 1, weights[a]);
        return byDeadline != 0 ? byDeadline < 0 : ties[a] < ties[b];
    }

    /** Compares {@code a * b} with {@code c * d}, exactly; none is negative. */
    private static int compareProducts(long a, long b, long c, long d) {
        int byHigh = Long.compare(Math.multiplyHigh(a, b), Math.multiplyHigh(c, d));
        return byHigh != 0 ? byHigh : Long.compareUnsigned(a * b, c * d);
    }

    /** What a 64-bit sum carries over, given one of its two parts. */
    private static long carry(long sum, long part) {
        return Long.compareUnsigned(sum, part) < 0 ? 1 : 0;
    }

    private static boolean isPositive(long high, long low) {
        return high > 0 || (high == 0 && low != 0);
    }
}
