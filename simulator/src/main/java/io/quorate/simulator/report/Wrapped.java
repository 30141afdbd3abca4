package io.quorate.simulator.report;

import java.util.ArrayList;
import java.util.List;

/** Text broken at spaces, so that no line is wider than it may be unless a single word is. */
final class Wrapped {
    /** Narrower than this nothing is worth reading. */
    static final int NARROWEST = 40;

    private static final String FURTHER = "   ";

    private Wrapped() {}

    /** The lines of a text; what follows the first is set in, further than the first. */
    static List<String> lines(String text, int width) {
        String plain = text.stripLeading();
        String indent = text.substring(0, text.length() - plain.length());
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        boolean begun = false;
        for (String word : plain.split(" ", -1)) {
            if (begun && visible(line) + 1 + visible(word) > width) {
                lines.add(line.toString().stripTrailing());
                line = new StringBuilder(indent).append(FURTHER);
                begun = false;
            }
            line.append(begun ? " " : "").append(word);
            begun = begun || !word.isEmpty();
        }
        lines.add(line.toString());
        return lines;
    }

    private static int visible(CharSequence line) {
        return line.toString().replaceAll("\u001b\\[\\d+m", "").length();
    }
}
