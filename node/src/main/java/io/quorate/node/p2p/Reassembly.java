package io.quorate.node.p2p;

import io.netty.buffer.ByteBuf;
import io.quorate.protocol.codec.MessageKind;
import java.util.Arrays;
import java.util.Optional;

/** Puts one lane's chunks together again, one message at a time. Memory grows with the bytes that came. Event loop only. */
final class Reassembly {
    private final MessageCodec codec;
    private final Lane lane;
    private byte[] bytes = new byte[0];
    private int total;
    private int filled;

    Reassembly(MessageCodec codec, Lane lane) {
        this.codec = codec;
        this.lane = lane;
    }

    /**
     * The first chunk, from the length on.
     *
     * @return the message if it is whole
     * @throws IllegalArgumentException if the peer may not send this
     */
    Optional<byte[]> begin(ByteBuf chunk) {
        if (total != 0) {
            throw new IllegalArgumentException("a message began before the one before was whole");
        }
        if (chunk.readableBytes() < Integer.BYTES + 1) {
            throw new IllegalArgumentException("a first chunk without content");
        }
        long announced = chunk.readUnsignedInt();
        MessageKind kind = MessageKind.ofFirstByte(chunk.getUnsignedByte(chunk.readerIndex()));
        if (Lane.of(kind) != lane) {
            throw new IllegalArgumentException("a " + kind.label() + " in the lane " + lane);
        }
        if (announced > codec.maxBytes(kind)) {
            throw new IllegalArgumentException("a " + kind.label() + " of " + announced + " bytes; at most "
                    + codec.maxBytes(kind) + " may be sent");
        }
        total = Math.toIntExact(announced);
        bytes = new byte[Math.min(total, 2 * Frame.CHUNK_BYTES)];
        return add(chunk);
    }

    /**
     * A further chunk.
     *
     * @return the message if it is whole
     * @throws IllegalArgumentException if none began or it is longer than announced
     */
    Optional<byte[]> more(ByteBuf chunk) {
        if (total == 0) {
            throw new IllegalArgumentException("a chunk of a message that never began");
        }
        if (!chunk.isReadable()) {
            throw new IllegalArgumentException("an empty chunk");
        }
        return add(chunk);
    }

    private Optional<byte[]> add(ByteBuf chunk) {
        int count = chunk.readableBytes();
        if (count > total - filled) {
            throw new IllegalArgumentException("a message is longer than was announced");
        }
        if (filled + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(total, 2L * (filled + count)));
        }
        chunk.readBytes(bytes, filled, count);
        filled += count;
        if (filled < total) {
            return Optional.empty();
        }
        byte[] whole = bytes.length == total ? bytes : Arrays.copyOf(bytes, total);
        bytes = new byte[0];
        total = 0;
        filled = 0;
        return Optional.of(whole);
    }
}
