package io.quorate.crypto.hash;

import java.util.Arrays;
import java.util.HexFormat;

/** A 32-byte hash. Immutable; ordered as unsigned bytes. */
public final class Hash implements Comparable<Hash> {
    /** Length in bytes. */
    public static final int SIZE = 32;

    /** All zero bytes: stands for "nothing" where a fixed width needs a value. */
    public static final Hash ZERO = new Hash(new byte[SIZE]);

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies 32 bytes into a hash.
     *
     * @throws IllegalArgumentException if {@code bytes} has another length
     */
    public static Hash of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a hash has " + SIZE + " bytes, not " + bytes.length);
        }
        return new Hash(Arrays.copyOf(bytes, SIZE));
    }

    /** Takes 32 bytes that nobody else holds. */
    static Hash owning(byte[] bytes) {
        return new Hash(bytes);
    }

    /**
     * Reads 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public static Hash fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** A copy of the 32 bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, SIZE);
    }

    /**
     * The bit at a place, counted from the most significant of the first byte.
     *
     * @param place 0 to 255
     */
    public boolean bit(int place) {
        return (bytes[place >> 3] >> (7 - (place & 7)) & 1) == 1;
    }

    /** 64 lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public int compareTo(Hash other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        // Any four bytes of a digest are as good as all of them.
        return (bytes[0] & 0xff) << 24 | (bytes[1] & 0xff) << 16 | (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
