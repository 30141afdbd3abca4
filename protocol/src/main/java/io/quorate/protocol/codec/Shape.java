package io.quorate.protocol.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What fields an encoded protobuf message may have: which, how often and how long. Walks the bytes without allocating
 * for them, so that the parser afterwards builds nothing that was not allowed.
 *
 * <p>Protobuf by itself skips unknown fields and merges repeated ones; here both are refused, so that a message can't
 * carry freight and each field is said once.
 */
final class Shape {
    private final String name;
    private final List<Field> fields;

    private Shape(String name, List<Field> fields) {
        this.name = name;
        this.fields = fields;
    }

    /** A message of the given fields; {@code name} is for the reasons. */
    static Shape of(String name, Field... fields) {
        return new Shape(name, List.of(fields));
    }

    /**
     * A field.
     *
     * @param number its number
     * @param wireType how it is encoded
     * @param count how often it may be there
     * @param bytes how long it may be
     * @param shape what is in it, if that is a message
     */
    record Field(int number, int wireType, int count, int bytes, Optional<Shape> shape) {
        static Field number(int number) {
            return new Field(number, WireFormat.WIRETYPE_VARINT, 1, 0, Optional.empty());
        }

        static Field bytes(int number, int bytes) {
            return bytes(number, bytes, 1);
        }

        static Field bytes(int number, int bytes, int count) {
            return new Field(number, WireFormat.WIRETYPE_LENGTH_DELIMITED, count, bytes, Optional.empty());
        }

        static Field message(int number, Shape shape) {
            return messages(number, shape, 1);
        }

        static Field messages(int number, Shape shape, int count) {
            return new Field(
                    number, WireFormat.WIRETYPE_LENGTH_DELIMITED, count, Integer.MAX_VALUE, Optional.of(shape));
        }
    }

    /**
     * Refuses what does not have this shape.
     *
     * @throws IllegalArgumentException with the reason
     */
    void check(byte[] bytes) {
        try {
            check(CodedInputStream.newInstance(bytes));
        } catch (IOException e) {
            throw new IllegalArgumentException("a " + name + " is no protobuf message: " + e.getMessage(), e);
        }
    }

    private void check(CodedInputStream in) throws IOException {
        int[] counts = new int[fields.size()];
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int at = indexOf(tag);
            Field field = fields.get(at);
            counts[at]++;
            if (counts[at] > field.count()) {
                throw refused(field.number(), "is there more than " + field.count() + " times");
            }
            if (field.wireType() == WireFormat.WIRETYPE_VARINT) {
                in.readUInt64();
                continue;
            }
            int length = in.readUInt32();
            if (length < 0 || length > field.bytes()) {
                throw refused(field.number(), "is longer than " + field.bytes() + " bytes");
            }
            if (field.shape().isPresent()) {
                int outer = in.pushLimit(length);
                field.shape().get().check(in);
                in.popLimit(outer);
            } else {
                in.skipRawBytes(length);
            }
        }
    }

    private int indexOf(int tag) {
        int number = WireFormat.getTagFieldNumber(tag);
        for (int i = 0; i < fields.size(); i++) {
            Field field = fields.get(i);
            if (field.number() == number && field.wireType() == WireFormat.getTagWireType(tag)) {
                return i;
            }
        }
        throw refused(number, "is not known");
    }

    private IllegalArgumentException refused(int number, String why) {
        return new IllegalArgumentException("field " + number + " of a " + name + " " + why);
    }
}
