package io.quorate.node.p2p;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads fixed formats of the transport, big-endian. Any lack is an {@code IllegalArgumentException}. */
final class Fields {
    private final ByteBuffer in;

    Fields(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes);
    }

    int int32() {
        need(Integer.BYTES);
        return in.getInt();
    }

    long int64() {
        need(Long.BYTES);
        return in.getLong();
    }

    int uint8() {
        need(1);
        return Byte.toUnsignedInt(in.get());
    }

    int uint16() {
        need(Short.BYTES);
        return Short.toUnsignedInt(in.getShort());
    }

    byte[] bytes(int count) {
        need(count);
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }

    /** A length byte and that many bytes of text; unprintable ones become '?'. */
    String text(int limit) {
        int length = uint8();
        if (length > limit) {
            throw new IllegalArgumentException("a text of " + length + " bytes; at most " + limit + " are allowed");
        }
        return Text.printable(new String(bytes(length), StandardCharsets.ISO_8859_1), limit);
    }

    boolean more() {
        return in.hasRemaining();
    }

    void end() {
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes too many");
        }
    }

    private void need(int count) {
        if (in.remaining() < count) {
            throw new IllegalArgumentException("ends too early");
        }
    }
}
