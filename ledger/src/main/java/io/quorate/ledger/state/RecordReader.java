package io.quorate.ledger.state;

import io.quorate.crypto.hash.Hash;
import io.quorate.crypto.signature.PublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link RecordWriter} wrote. Every method throws {@link IllegalArgumentException} if the bytes are cut short
 * or are not what it reads; a length is compared with what is left before anything is allocated. Not thread-safe.
 */
public final class RecordReader {
    private final ByteBuffer in;

    /** Reads from the first byte; the array is not changed. */
    public RecordReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    /** A first byte that says which format follows: the one given, or the bytes are from another version. */
    public RecordReader format(int expected) {
        int format = octet();
        if (format != expected) {
            throw new IllegalArgumentException("a record has format " + format + ", not " + expected);
        }
        return this;
    }

    /** One byte, 0 to 255. */
    public int octet() {
        return Byte.toUnsignedInt(need(1).get());
    }

    /** 4 bytes. */
    public int integer() {
        return need(Integer.BYTES).getInt();
    }

    /** 8 bytes. */
    public long number() {
        return need(Long.BYTES).getLong();
    }

    /** A byte that is 0 or 1. */
    public boolean flag() {
        int value = octet();
        if (value > 1) {
            throw new IllegalArgumentException("a flag is 0 or 1, not " + value);
        }
        return value == 1;
    }

    /** 32 bytes. */
    public Hash hash() {
        return Hash.of(raw(Hash.SIZE));
    }

    /** A length, and so many bytes. */
    public byte[] bytes() {
        return raw(integer());
    }

    /** A key behind its length. */
    public PublicKey key() {
        return PublicKey.of(bytes());
    }

    /** A text behind the length of its UTF-8 bytes. */
    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text is not UTF-8", e);
        }
    }

    /** How many bytes are left. */
    public int remaining() {
        return in.remaining();
    }

    /** Checks that nothing is left. */
    public void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes are left over");
        }
    }

    private byte[] raw(int length) {
        need(length);
        byte[] part = new byte[length];
        in.get(part);
        return part;
    }

    private ByteBuffer need(int length) {
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("the bytes are cut short");
        }
        return in;
    }
}
