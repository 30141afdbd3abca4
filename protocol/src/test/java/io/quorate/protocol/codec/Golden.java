package io.quorate.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Encodings that must not change by accident: one file of hexadecimal digits each. To change one on purpose, run the
 * tests with {@code -Dgolden.write=true} and say in the commit why, and what becomes of data that exists.
 */
final class Golden {
    private static final Path DIRECTORY = Path.of("src", "test", "resources", "golden");
    private static final int DIGITS_PER_LINE = 64;

    private Golden() {}

    /** Compares with the file, or writes it if that was asked for. */
    static void check(String name, byte[] bytes) {
        Path file = DIRECTORY.resolve(name + ".hex");
        try {
            if (Boolean.getBoolean("golden.write")) {
                Files.createDirectories(DIRECTORY);
                Files.writeString(file, text(bytes), StandardCharsets.US_ASCII);
            }
            assertThat(file).as("golden file of %s", name).exists();
            assertThat(text(bytes)).as(name).isEqualTo(Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of a file: what a node of an earlier day wrote. */
    static byte[] read(String name) {
        try {
            String text = Files.readString(DIRECTORY.resolve(name + ".hex"), StandardCharsets.US_ASCII);
            return HexFormat.of().parseHex(text.replace("\n", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(byte[] bytes) {
        String digits = HexFormat.of().formatHex(bytes);
        StringBuilder lines = new StringBuilder();
        for (int at = 0; at < digits.length(); at += DIGITS_PER_LINE) {
            lines.append(digits, at, Math.min(digits.length(), at + DIGITS_PER_LINE))
                    .append('\n');
        }
        return lines.toString();
    }
}
