package io.quorate.node.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * A frame as it came: 4 bytes of length (of all that follows), 1 byte of kind, content. The receiver releases it.
 */
final class Frame extends DefaultByteBufHolder {
    static final int HEADER_BYTES = Integer.BYTES + 1;
    /** Of content, in a chunk. A vote waits behind at most one or two of these. */
    static final int CHUNK_BYTES = 32 * 1024;

    private final FrameKind kind;

    Frame(FrameKind kind, ByteBuf content) {
        super(content);
        this.kind = kind;
    }

    FrameKind kind() {
        return kind;
    }

    byte[] bytes() {
        byte[] bytes = new byte[content().readableBytes()];
        content().getBytes(content().readerIndex(), bytes);
        return bytes;
    }

    /** A frame to write. */
    static ByteBuf encode(ByteBufAllocator allocator, FrameKind kind, byte[] content) {
        return header(allocator, kind, content.length).writeBytes(content);
    }

    /** A frame to write, to which {@code bytes} more are yet to be added. */
    static ByteBuf header(ByteBufAllocator allocator, FrameKind kind, int bytes) {
        return allocator.buffer(HEADER_BYTES + bytes).writeInt(1 + bytes).writeByte(kind.code());
    }
}
