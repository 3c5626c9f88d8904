package dev.turnout.schema;

import java.util.Locale;

/** Puts what a document says into a message: short, and without what could garble a terminal or a log line. */
final class Quote {
    private static final int LONGEST = 60;

    private Quote() {}

    static String of(String text) {
        StringBuilder quoted = new StringBuilder(LONGEST + 3).append('"');
        text.codePoints().limit(LONGEST).forEach(c -> {
            boolean plain = c >= 0x20 && c < 0x7f && c != '"' && c != '\\';
            if (plain || Character.isLetterOrDigit(c)) {
                quoted.appendCodePoint(c);
            } else {
                quoted.append(String.format(Locale.ROOT, "\\u%04x", c));
            }
        });
        return quoted.append(text.codePointCount(0, text.length()) > LONGEST ? "…\"" : "\"")
                .toString();
    }
}
