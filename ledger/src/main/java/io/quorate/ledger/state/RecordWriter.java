package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes the ledger's compact records: big-endian integers, and parts of any length behind a 4-byte length. Not
 * thread-safe.
 */
public final class RecordWriter {
    private byte[] buffer;
    private int length;

    /** Empty. */
    public RecordWriter() {
        this(128);
    }

    /** Empty, with room for so many bytes before it grows. */
    public RecordWriter(int expectedLength) {
        this.buffer = new byte[expectedLength];
    }

    /** Appends one byte. */
    public RecordWriter octet(int value) {
        room(1)[length++] = (byte) value;
        return this;
    }

    /** Appends 4 bytes. */
    public RecordWriter integer(int value) {
        ByteBuffer.wrap(room(Integer.BYTES)).putInt(length, value);
        length += Integer.BYTES;
        return this;
    }

    /** Appends 8 bytes. */
    public RecordWriter number(long value) {
        ByteBuffer.wrap(room(Long.BYTES)).putLong(length, value);
        length += Long.BYTES;
        return this;
    }

    /** Appends 1 or 0. */
    public RecordWriter flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    /** Appends the 32 bytes. */
    public RecordWriter hash(Hash hash) {
        return raw(hash.toBytes());
    }

    /** Appends a length and the bytes. */
    public RecordWriter bytes(byte[] bytes) {
        return integer(bytes.length).raw(bytes);
    }

    /** Appends a length and the bytes of a key. */
    public RecordWriter key(PublicKey key) {
        return bytes(key.toBytes());
    }

    /**
     * Appends a length and the UTF-8 bytes.
     *
     * @throws IllegalArgumentException if the text has half a surrogate pair
     */
    public RecordWriter text(String text) {
        return bytes(utf8(text));
    }

    /**
     * The UTF-8 bytes of a text.
     *
     * @throws IllegalArgumentException if it has half a surrogate pair
     */
    public static byte[] utf8(String text) {
        try {
            ByteBuffer encoded =
                    StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)); // reports, never replaces
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text has half a surrogate pair, which UTF-8 cannot hold", e);
        }
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    private RecordWriter raw(byte[] bytes) {
        System.arraycopy(bytes, 0, room(bytes.length), length, bytes.length);
        length += bytes.length;
        return this;
    }

    private byte[] room(int more) {
        int needed = Math.addExact(length, more);
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(needed, 2 * buffer.length));
        }
        return buffer;
    }
}
