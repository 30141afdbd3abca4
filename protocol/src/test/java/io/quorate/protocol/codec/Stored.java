package io.quorate.protocol.codec;

import java.util.function.Function;

/** A stored form and how it is written and read. */
record Stored<T>(String name, T value, Function<T, byte[]> encoder, Function<byte[], T> decoder) {
    byte[] bytes() {
        return encoder.apply(value);
    }

    T read(byte[] bytes) {
        return decoder.apply(bytes);
    }

    byte[] bytesReadAndWritten(byte[] bytes) {
        return encoder.apply(decoder.apply(bytes));
    }

    @Override
    public String toString() {
        return name;
    }
}
