package io.quorate.crypto.signature;

import java.util.Arrays;
import java.util.HexFormat;

/** A public key, as its scheme encodes it: 1 to 4096 bytes. Immutable; ordered as unsigned bytes. */
public final class PublicKey implements Comparable<PublicKey> {
    /** The longest that any scheme has, in bytes. */
    public static final int MAX_BYTES = 4096;

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException if there are none or more than {@link #MAX_BYTES}
     */
    public static PublicKey of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a public key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        return new PublicKey(Arrays.copyOf(bytes, bytes.length));
    }

    /**
     * Reads hexadecimal digits.
     *
     * @throws IllegalArgumentException if {@code hex} is anything else, empty or too long
     */
    public static PublicKey fromHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    /** Lower-case hexadecimal digits. */
    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** How many bytes there are. */
    public int length() {
        return bytes.length;
    }

    @Override
    public int compareTo(PublicKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return toHex();
    }
}
