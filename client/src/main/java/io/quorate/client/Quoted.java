package io.quorate.client;

import io.quorate.crypto.hash.Blake3;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * Texts that anybody may have chosen, as part of a sentence: between quotes, so that the sentence has one reading and
 * says what was written exactly.
 *
 * <p>The form is that of a string of JSON. Escaped is what would end the quotes early ({@code "}, {@code \}) and what
 * looks like that, and whatever is not seen for what it is: control and format characters, those that turn the direction
 * of writing, those without a shape, spaces that are none of the common one.
 */
public final class Quoted {
    /** How many characters of a text are shown. */
    static final int SHOWN = 200;

    /** Marks that are easily taken for the one that ends a quotation. */
    private static final String LIKE_QUOTES =
            "\u02ba\u02dd\u02ee\u02f6\u05f4\u1cd3\u201c\u201d\u201e\u201f\u2033\u2036\u275d\u275e\u3003\u301d\u301e\u301f\uff02";

    /** Letters and marks without a shape of their own, which belong to no category that says so. */
    private static final String UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

    private Quoted() {}

    /** The whole text. */
    public static String whole(String text) {
        return quoted(text, Integer.MAX_VALUE);
    }

    /**
     * The text; of a long one the beginning, how much more there is, and a hash of the whole: two different texts never
     * read alike.
     */
    public static String of(String text) {
        int characters = text.codePointCount(0, text.length());
        if (characters <= SHOWN) {
            return whole(text);
        }
        return quoted(text, SHOWN) + " and " + (characters - SHOWN) + " more characters (BLAKE3 "
                + Blake3.hash(text.getBytes(StandardCharsets.UTF_8)) + ")";
    }

    /** The same of bytes: as a text if they are one in UTF-8, else in hexadecimal digits. */
    public static String of(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
            return of(text);
        }
        HexFormat hex = HexFormat.of();
        return bytes.length <= SHOWN
                ? "0x" + hex.formatHex(bytes)
                : "0x" + hex.formatHex(bytes, 0, SHOWN) + " and " + (bytes.length - SHOWN) + " more bytes (BLAKE3 "
                        + Blake3.hash(bytes) + ")";
    }

    private static String quoted(String text, int limit) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().limit(limit).forEach(character -> {
            // A mark at the beginning would be drawn over the quote.
            if (isPlain(character) && !(out.length() == 1 && isMark(character))) {
                out.appendCodePoint(character);
            } else {
                escape(character, out);
            }
        });
        return out.append('"').toString();
    }

    private static boolean isPlain(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> character == ' ';
            default ->
                character != '"'
                        && character != '\\'
                        && LIKE_QUOTES.indexOf(character) < 0
                        && UNSEEN.indexOf(character) < 0
                        && !isVariation(character);
        };
    }

    /** Selects how the character before it looks; by itself it is not seen. */
    private static boolean isVariation(int character) {
        return (character >= 0xfe00 && character <= 0xfe0f)
                || (character >= 0x180b && character <= 0x180f)
                || (character >= 0xe0100 && character <= 0xe01ef);
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
    }

    private static void escape(int character, StringBuilder out) {
        switch (character) {
            case '"', '\\' -> out.append('\\').append((char) character);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char unit : Character.toChars(character)) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
    }
}
