package io.quorate.protocol.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;

/** The one way to the protobuf parser: shape first. */
final class Parsing {
    private Parsing() {}

    /**
     * Parses what has the given shape. The result shares {@code bytes}, and is not to outlive the decoding.
     *
     * @throws IllegalArgumentException with the reason
     */
    static <T> T parse(byte[] bytes, Shape shape, Parser<T> parser) {
        shape.check(bytes);
        try {
            CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            in.enableAliasing(true);
            return parser.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not a protobuf message: " + e.getMessage(), e);
        }
    }
}
