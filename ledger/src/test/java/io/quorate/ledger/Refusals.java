package io.quorate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.protocol.types.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Every refusal that a receipt may hold: a golden file, since receipts are hashed into headers. In it {@code <n>} stands for
 * a number and {@code <id>} for an id or a key. Each test in which something fails checks that it is there.
 */
final class Refusals {
    private static final List<String> LINES = lines();
    private static final List<Pattern> KNOWN =
            LINES.stream().map(Refusals::pattern).toList();

    private Refusals() {}

    private static List<String> lines() {
        try (InputStream in = Refusals.class.getResourceAsStream("refusals.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                ("\\Q" + line + "\\E").replace("<n>", "\\E-?[0-9]+\\Q").replace("<id>", "\\E[A-Za-z0-9._-]+\\Q"));
    }

    static List<String> all() {
        return LINES;
    }

    static void requireKnown(Receipt.Failed failed) {
        requireKnown(failed.code(), failed.message());
    }

    static void requireKnown(String code, String message) {
        String line = code + " " + message;
        assertThat(KNOWN.stream().anyMatch(known -> known.matcher(line).matches()))
                .as("a refusal that refusals.txt does not have, so a changed rule: %s", line)
                .isTrue();
    }

    /** The line of the golden file that a message is of. */
    static String lineOf(String code, String message) {
        requireKnown(code, message);
        String line = code + " " + message;
        for (int i = 0; i < KNOWN.size(); i++) {
            if (KNOWN.get(i).matcher(line).matches()) {
                return LINES.get(i);
            }
        }
        throw new AssertionError(line);
    }
}
