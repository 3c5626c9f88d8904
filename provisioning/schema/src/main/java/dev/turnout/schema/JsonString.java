package dev.turnout.schema;

import java.util.Locale;

/** RFC 8259 §7, which YAML's double-quoted style understands too. */
final class JsonString {
    private JsonString() {}

    static String quote(String string) {
        StringBuilder quoted = new StringBuilder(string.length() + 2).append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < 0x20 || (c >= 0x7f && !Character.isLetterOrDigit(c))) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
