package io.quorate.protocol.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;

/** The one way to the protobuf parser: shape first, and in the one form that an encoder gives. */
final class Parsing {
    private Parsing() {}

    /**
     * Parses what has the given shape. The result shares {@code bytes}, and is not to outlive the decoding.
     *
     * <p>Protobuf takes one message in many forms (fields in another order, numbers with leading zeros, defaults spelled
     * out). Only the canonical one is taken here, so that nobody can say one thing in endlessly many bytes: what was
     * judged is told by its bytes (network.md, Gossip).
     *
     * @throws IllegalArgumentException with the reason
     */
    static <T extends MessageLite> T parse(byte[] bytes, Shape shape, Parser<T> parser) {
        shape.check(bytes);
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            T message = parser.parseFrom(in);
            if (!Arrays.equals(message.toByteArray(), bytes)) {
                throw new IllegalArgumentException("not in canonical form");
            }
            return message;
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a protobuf message: " + e.getMessage(), e);
        }
    }

    /**
     * The bytes that stand in a message's field number 1, which comes first.
     *
     * @throws IllegalArgumentException if the message does not begin with such a field
     */
    static byte[] firstField(byte[] bytes) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            if (in.readTag() != (1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                throw new IllegalArgumentException("the first field is another");
            }
            return in.readByteArray();
        } catch (IOException e) {
            throw new IllegalArgumentException("not a protobuf message: " + e.getMessage(), e);
        }
    }
}
