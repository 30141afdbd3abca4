package io.quorate.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds where comments cite the pages of {@code docs/}: {@code consensus.md, Notarize}, {@code consensus.md, Relay and
 * Fetch}, or a page alone. A citation may go over the end of a line.
 */
final class Citations {
    private static final Pattern PAGE = Pattern.compile("\\b([a-z][a-z-]*\\.md)\\b(,\\s+(?=[A-Z]))?");
    private static final Pattern COMMENT_EDGE = Pattern.compile("\\n\\s*(?:\\*(?!/)|//)[ \\t]*");
    private static final Pattern NEXT = Pattern.compile("(?:,| and|, and)\\s+");

    private Citations() {}

    /** A page, and the rules of it that are named; none if the page alone is. */
    record Citation(String page, List<String> headings, Optional<String> unknown) {}

    /**
     * The citations in a source file.
     *
     * @param headings of each page, by its name
     */
    static List<Citation> in(String source, Map<String, List<String>> headings) {
        String text = COMMENT_EDGE.matcher(source).replaceAll(" ");
        List<Citation> found = new ArrayList<>();
        Matcher page = PAGE.matcher(text);
        while (page.find()) {
            List<String> known = headings.getOrDefault(page.group(1), List.of());
            if (page.group(2) == null) {
                found.add(new Citation(page.group(1), List.of(), Optional.empty()));
            } else {
                found.add(named(page.group(1), text.substring(page.end()), known));
            }
        }
        return found;
    }

    private static Citation named(String page, String after, List<String> known) {
        List<String> cited = new ArrayList<>();
        String rest = after;
        Optional<String> heading = headingAt(rest, known);
        while (heading.isPresent()) {
            cited.add(heading.get());
            rest = rest.substring(heading.get().length());
            Matcher next = NEXT.matcher(rest);
            if (!next.lookingAt()) {
                break;
            }
            rest = rest.substring(next.end());
            heading = headingAt(rest, known);
        }
        return new Citation(
                page,
                List.copyOf(cited),
                cited.isEmpty()
                        ? Optional.of(
                                after.substring(0, Math.min(60, after.length())).strip())
                        : Optional.empty());
    }

    /** The longest heading that the text begins with. */
    private static Optional<String> headingAt(String text, List<String> known) {
        return known.stream()
                .filter(heading -> text.toLowerCase(Locale.ROOT).startsWith(heading.toLowerCase(Locale.ROOT)))
                .filter(heading ->
                        text.length() == heading.length() || !Character.isLetterOrDigit(text.charAt(heading.length())))
                .max(Comparator.comparingInt(String::length));
    }
}
