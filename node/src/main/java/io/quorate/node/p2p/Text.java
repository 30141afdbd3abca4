package io.quorate.node.p2p;

/** Text that others chose, made safe to show. */
final class Text {
    private Text() {}

    /** At most {@code limit} characters, all of them printable ASCII; others become '?'. */
    static String printable(String text, int limit) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), limit));
        for (int i = 0; i < text.length() && i < limit; i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c < 127 ? c : '?');
        }
        return text.length() > limit ? safe.append("...").toString() : safe.toString();
    }
}
