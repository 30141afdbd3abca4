package io.quorate.protocol.types;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.hash.Sha256;
import io.quorate.crypto.signature.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The validators of an epoch, in the order that indexes and bitmaps refer to. Immutable. */
public final class ValidatorSet {
    /** The most validators a set holds. */
    public static final int LIMIT = 1_000;

    private static final byte[] DOMAIN = "quorate.set.v1".getBytes(StandardCharsets.US_ASCII);

    private final List<Validator> validators;
    private final TreeMap<PublicKey, ValidatorIndex> byKey = new TreeMap<>();
    private final List<ValidatorIndex> indexes = new ArrayList<>();
    private final VotingPower total;
    private final Hash hash;

    private ValidatorSet(List<Validator> validators) {
        this.validators = List.copyOf(validators);
        VotingPower sum = VotingPower.NONE;
        for (int i = 0; i < validators.size(); i++) {
            Validator validator = validators.get(i);
            ValidatorIndex index = new ValidatorIndex(i);
            indexes.add(index);
            if (byKey.put(validator.key(), index) != null) {
                throw new IllegalArgumentException("validator key " + validator.key() + " is in the set twice");
            }
            sum = sum.plus(validator.power());
        }
        this.total = sum;
        this.hash = hash(this.validators);
    }

    /**
     * A set of the given validators, in that order.
     *
     * @throws IllegalArgumentException if it is empty, over {@link #LIMIT}, holds a key twice, or its power overflows
     */
    public static ValidatorSet of(List<Validator> validators) {
        if (validators.isEmpty() || validators.size() > LIMIT) {
            throw new IllegalArgumentException("a set has 1 to " + LIMIT + " validators, not " + validators.size());
        }
        return new ValidatorSet(validators);
    }

    private static Hash hash(List<Validator> validators) {
        List<byte[]> parts = new ArrayList<>();
        parts.add(DOMAIN);
        for (Validator validator : validators) {
            byte[] key = validator.key().toBytes();
            parts.add(ByteBuffer.allocate(Integer.BYTES + key.length + 2 * Long.BYTES)
                    .putInt(key.length)
                    .put(key)
                    .putLong(validator.power().units())
                    .putLong(validator.leaderWeight())
                    .array());
        }
        return Sha256.hash(parts.toArray(new byte[0][]));
    }

    /** All members, in order. */
    public List<Validator> validators() {
        return validators;
    }

    /** All indexes, in order. */
    public List<ValidatorIndex> indexes() {
        return List.copyOf(indexes);
    }

    /** How many there are. */
    public int size() {
        return validators.size();
    }

    /** Whether the index names a member. */
    public boolean contains(ValidatorIndex index) {
        return index.number() < validators.size();
    }

    /**
     * The member at an index.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Validator get(ValidatorIndex index) {
        return validators.get(index.number());
    }

    /** Where the holder of a key stands. */
    public Optional<ValidatorIndex> indexOf(PublicKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** The sum of all powers: W. */
    public VotingPower total() {
        return total;
    }

    /** The power of some of them together. */
    public VotingPower powerOf(Signers signers) {
        long sum = 0;
        for (int i = signers.nextAfter(-1); i >= 0; i = signers.nextAfter(i)) {
            sum = Math.addExact(sum, validators.get(i).power().units());
        }
        return new VotingPower(sum);
    }

    /** Whether some of them together are a quorum. */
    public boolean isQuorum(Signers signers) {
        return powerOf(signers).isQuorumOf(total);
    }

    /** What a header names this set by. */
    public Hash hash() {
        return hash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValidatorSet set && hash.equals(set.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return "set of " + size() + " with power " + total;
    }
}
