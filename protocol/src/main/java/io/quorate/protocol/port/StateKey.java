package io.quorate.protocol.port;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** A key of the application's state: 1 to 512 bytes, ordered as unsigned bytes. Immutable. */
public final class StateKey implements Comparable<StateKey> {
    /** The longest key, in bytes. */
    public static final int MAX_BYTES = 512;

    private final byte[] bytes;
    /** Computed once it is asked for, by whichever thread: 0 until then. Keys are looked up many times. */
    private int hash;

    private StateKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies the bytes.
     *
     * @throws IllegalArgumentException if there are none or more than {@link #MAX_BYTES}
     */
    public static StateKey of(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a state key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        return new StateKey(Arrays.copyOf(bytes, bytes.length));
    }

    /** The UTF-8 bytes of a text. */
    public static StateKey of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** How many bytes it has. */
    public int length() {
        return bytes.length;
    }

    /** A copy of the bytes. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, bytes.length);
    }

    @Override
    public int compareTo(StateKey other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(bytes);
        }
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
