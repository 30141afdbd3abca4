package io.quorate.node.p2p;

import io.quorate.protocol.codec.Limits;
import io.quorate.protocol.codec.MessageKind;
import io.quorate.protocol.codec.WireCodec;
import io.quorate.protocol.types.Message;

/** Turns messages into bytes and back. Thread-safe. The first byte tells the kind, as {@link MessageKind} says. */
public interface MessageCodec {
    /** The bytes of a message. */
    byte[] encode(Message message);

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException with a reason, for bytes that are none; never another
     */
    Message decode(byte[] bytes);

    /** The most bytes that a message of a kind has. */
    int maxBytes(MessageKind kind);

    /** The protocol's own, within a chain's limits. */
    static MessageCodec within(Limits limits) {
        return new MessageCodec() {
            @Override
            public byte[] encode(Message message) {
                return WireCodec.encode(message);
            }

            @Override
            public Message decode(byte[] bytes) {
                return WireCodec.decode(bytes, limits);
            }

            @Override
            public int maxBytes(MessageKind kind) {
                return limits.bytes(kind);
            }
        };
    }
}
