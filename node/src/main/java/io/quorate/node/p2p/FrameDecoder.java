package io.quorate.node.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.quorate.protocol.codec.MessageKind;
import java.util.List;

/**
 * Cuts the stream into frames. A frame over the limit of its kind is refused from its first bytes (network.md, Defence);
 * memory is taken only for bytes that have come. Until {@link #open()} a peer may only greet, in small frames.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private final MessageCodec codec;
    private boolean open;
    private boolean failed;

    FrameDecoder(MessageCodec codec) {
        this.codec = codec;
    }

    /** The greeting is over: all kinds of frames may come. */
    void open() {
        open = true;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            if (in.readableBytes() < Frame.HEADER_BYTES) {
                return;
            }
            int start = in.readerIndex();
            long length = in.getUnsignedInt(start);
            FrameKind kind = FrameKind.ofCode(in.getUnsignedByte(start + Integer.BYTES));
            if (!open && !kind.greets()) {
                throw new IllegalArgumentException("a " + kind + " frame before the greeting was over");
            }
            if (length < 1) {
                throw new IllegalArgumentException("an empty frame");
            }
            long content = length - 1;
            if (content > 0 && in.readableBytes() == Frame.HEADER_BYTES) {
                return; // the first byte of content may be needed to judge
            }
            long limit = limit(kind, in, start + Frame.HEADER_BYTES);
            if (content > limit) {
                throw new IllegalArgumentException(
                        "a " + kind + " frame of " + content + " bytes; at most " + limit + " may be sent");
            }
            if (in.readableBytes() < Frame.HEADER_BYTES + content) {
                return;
            }
            in.skipBytes(Frame.HEADER_BYTES);
            out.add(new Frame(kind, in.readRetainedSlice(Math.toIntExact(content))));
        } catch (IllegalArgumentException e) {
            failed = true;
            in.skipBytes(in.readableBytes());
            throw new PeerFaultException(String.valueOf(e.getMessage()));
        }
    }

    private long limit(FrameKind kind, ByteBuf in, int contentIndex) {
        return switch (kind) {
            case HELLO -> Hello.MAX_BYTES;
            case ACCEPT, PING -> 0;
            case REFUSE -> Refusal.MAX_BYTES;
            case PEERS -> PeerRecord.MAX_LIST_BYTES;
            case BEGIN -> 1 + Integer.BYTES + Frame.CHUNK_BYTES;
            case MORE -> 1 + Frame.CHUNK_BYTES;
            case MESSAGE -> {
                if (in.writerIndex() <= contentIndex) {
                    yield 0;
                }
                MessageKind message = MessageKind.ofFirstByte(in.getUnsignedByte(contentIndex));
                if (Lane.of(message) != Lane.VOTES) {
                    throw new IllegalArgumentException("a " + message.label() + " that was not sent in chunks");
                }
                yield codec.maxBytes(message);
            }
        };
    }
}
