package io.quorate.ledger.validators;

import io.quorate.protocol.types.Staking;
import io.quorate.protocol.types.VotingPower;
import java.math.BigInteger;

/**
 * What an account's stake counts for when it comes to leading, in basis points. See validators.md, Power.
 *
 * @param reputation 1,000 to 10,000
 * @param age 10,000 to 15,000
 */
public record Standing(int reputation, int age) {
    /** That of a newcomer. */
    public static final Standing NEW = new Standing(10_000, 10_000);

    private static final int LEAST_REPUTATION = 1_000;
    private static final int FULL_REPUTATION = 10_000;
    private static final int GAIN = 500;
    private static final int LOSS = 200;
    private static final int LEAST_AGE = 10_000;
    private static final int FULL_AGE = 15_000;
    private static final int AGE_PER_EPOCH = 100;
    /** A due share under this is too small to say anything by missing it. */
    private static final long LEAST_SHARE = 4;

    /** Two factors in basis points. */
    private static final BigInteger WHOLE = BigInteger.valueOf(10_000L * 10_000L);

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is outside
     */
    public Standing {
        if (reputation < LEAST_REPUTATION || reputation > FULL_REPUTATION || age < LEAST_AGE || age > FULL_AGE) {
            throw new IllegalArgumentException("no standing has reputation " + reputation + " and age " + age);
        }
    }

    /** The effective weight of a stake: stake x reputation x age, rounded down, at least 1. */
    public long weight(VotingPower stake, Staking rules) {
        // validators.md, Power; genesis may switch either factor off
        long factors = (long) (rules.reputation() ? reputation : FULL_REPUTATION) * (rules.age() ? age : LEAST_AGE);
        BigInteger product = BigInteger.valueOf(stake.units()).multiply(BigInteger.valueOf(factors));
        return Math.max(1, product.divide(WHOLE).longValueExact());
    }

    /**
     * The standing after an epoch in whose set it was.
     *
     * @param finalized how many of the epoch's blocks it proposed
     * @param due its due share of them
     */
    public Standing after(long finalized, long due, Staking rules) {
        return new Standing(
                rules.reputation() ? reputationAfter(finalized, due) : reputation,
                rules.age() ? Math.min(FULL_AGE, age + AGE_PER_EPOCH) : age);
    }

    // validators.md, Power: 90% of the due share gains, under 50% of a due share of at least 4 loses
    private int reputationAfter(long finalized, long due) {
        if (Math.multiplyExact(10, finalized) >= Math.multiplyExact(9, due)) {
            return Math.min(FULL_REPUTATION, reputation + GAIN);
        }
        boolean missed = due >= LEAST_SHARE && Math.multiplyExact(2, finalized) < due;
        return missed ? Math.max(LEAST_REPUTATION, reputation - LOSS) : reputation;
    }

    /** The due share of an epoch's blocks: blocks x weight / total, rounded down. */
    public static long due(long blocks, long weight, BigInteger totalWeight) {
        return BigInteger.valueOf(blocks)
                .multiply(BigInteger.valueOf(weight))
                .divide(totalWeight)
                .longValueExact();
    }
}
