package io.quorate.protocol.types;

import io.quorate.crypto.signature.PublicKey;

/**
 * One member of a validator set.
 *
 * @param key signs its votes
 * @param power its stake, at least 1: what quorums are made of
 * @param leaderWeight its effective weight, at least 1: how often it leads. It never enters a quorum (validators.md)
 */
public record Validator(PublicKey key, VotingPower power, long leaderWeight) {
    /** The most that the factors of validators.md make of a power: 15,000 basis points of it. */
    private static final long WEIGHT_LIMIT = VotingPower.LIMIT / 2 * 3;

    /**
     * Checks the power and the weight.
     *
     * @throws IllegalArgumentException if the power is 0, or the weight is under 1 or more than any power gives
     */
    public Validator {
        if (power.units() < 1) {
            throw new IllegalArgumentException("a validator's power is at least 1");
        }
        if (leaderWeight < 1 || leaderWeight > WEIGHT_LIMIT) {
            throw new IllegalArgumentException("a leader's weight is from 1 to 3 * 2^60, not " + leaderWeight);
        }
    }

    /** One of full reputation and no age, as at genesis: its weight is its power. */
    public Validator(PublicKey key, VotingPower power) {
        this(key, power, power.units());
    }
}
