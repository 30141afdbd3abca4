package io.quorate.node.rpc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Names that callers wrote, for messages. */
public final class Names {
    private static final int LONGEST = 64;

    private Names() {}

    /** At most 64 characters of a name, with anything unprintable replaced, and what would end its quotes early. */
    public static String shown(String name) {
        String cut = name.length() <= LONGEST ? name : name.substring(0, LONGEST) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?");
    }

    /** The known name that is likeliest meant, if one is near enough. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .min(Comparator.<String>comparingInt(each -> distance(lower, each.toLowerCase(Locale.ROOT)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(best -> distance(lower, best.toLowerCase(Locale.ROOT)) <= 1 + best.length() / 3);
    }

    /** How many letters to insert, delete or replace (Levenshtein). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
