package io.quorate.protocol.types;

import io.quorate.crypto.signature.PublicKey;

/** One member of a validator set: the key that signs its votes, and its power (at least 1). */
public record Validator(PublicKey key, VotingPower power) {
    /**
     * Checks the power.
     *
     * @throws IllegalArgumentException if the power is 0
     */
    public Validator {
        if (power.units() < 1) {
            throw new IllegalArgumentException("a validator's power is at least 1");
        }
    }
}
