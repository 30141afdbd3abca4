package io.quorate.protocol.types;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Some members of a validator set, as a bitmap in set order. Immutable.
 *
 * <p>On the wire bit {@code i} is bit {@code i % 8} of byte {@code i / 8}, and the length is exactly that of the set.
 */
public final class Signers {
    private final int setSize;
    private final BitSet bits;

    private Signers(int setSize, BitSet bits) {
        this.setSize = setSize;
        this.bits = bits;
    }

    /** Nobody out of a set of {@code setSize}. */
    public static Signers none(int setSize) {
        return new Signers(setSize, new BitSet());
    }

    /**
     * Copies the set bits.
     *
     * @throws IllegalArgumentException if a bit lies outside the set
     */
    public static Signers of(int setSize, BitSet bits) {
        if (bits.length() > setSize) {
            throw new IllegalArgumentException("signer " + (bits.length() - 1) + " is not in a set of " + setSize);
        }
        return new Signers(setSize, (BitSet) bits.clone());
    }

    /**
     * Reads the wire form.
     *
     * @throws IllegalArgumentException if the length is not that of the set, or a bit lies outside the set
     */
    public static Signers fromBytes(int setSize, byte[] bitmap) {
        if (bitmap.length != byteLength(setSize)) {
            throw new IllegalArgumentException("a bitmap of " + setSize + " validators has " + byteLength(setSize)
                    + " bytes, not " + bitmap.length);
        }
        return of(setSize, BitSet.valueOf(bitmap));
    }

    /** Length of the wire form of a set of {@code setSize}, in bytes. */
    public static int byteLength(int setSize) {
        return (setSize + 7) / 8;
    }

    /** The wire form. */
    public byte[] toBytes() {
        return Arrays.copyOf(bits.toByteArray(), byteLength(setSize));
    }

    /** Size of the set this is a part of. */
    public int setSize() {
        return setSize;
    }

    /** How many there are. */
    public int count() {
        return bits.cardinality();
    }

    /** Whether a validator is among them. */
    public boolean contains(ValidatorIndex index) {
        return bits.get(index.number());
    }

    /** The next one after an index (-1 to begin), or -1 at the end. */
    public int nextAfter(int index) {
        return bits.nextSetBit(index + 1);
    }

    /** These and one more. */
    public Signers with(ValidatorIndex index) {
        if (index.number() >= setSize) {
            throw new IllegalArgumentException("signer " + index + " is not in a set of " + setSize);
        }
        BitSet copy = (BitSet) bits.clone();
        copy.set(index.number());
        return new Signers(setSize, copy);
    }

    /** Those of these that are not among {@code others}. */
    public Signers without(Signers others) {
        BitSet copy = (BitSet) bits.clone();
        copy.andNot(others.bits);
        return new Signers(setSize, copy);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Signers signers && setSize == signers.setSize && bits.equals(signers.bits);
    }

    @Override
    public int hashCode() {
        return bits.hashCode();
    }

    @Override
    public String toString() {
        return bits.toString();
    }
}
