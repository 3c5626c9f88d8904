package dev.turnout.agent.log;

import java.util.HexFormat;

/** Writes values so that a line stays one line, and a value one value. */
final class Quoting {
    private Quoting() {}

    static void append(StringBuilder line, String value) {
        if (value.chars().allMatch(Quoting::isPlain)) {
            line.append(value);
            return;
        }
        line.append('"');
        value.chars().forEach(c -> {
            switch (c) {
                case '"' -> line.append("\\\"");
                case '\\' -> line.append("\\\\");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (breaksLines(c)) {
                        line.append("\\u").append(HexFormat.of().toHexDigits((char) c));
                    } else {
                        line.append((char) c);
                    }
                }
            }
        });
        line.append('"');
    }

    private static boolean isPlain(int c) {
        return c > ' ' && c != '"' && c != '\\' && c != '=' && !breaksLines(c) && !Character.isSpaceChar(c);
    }

    /** Control characters, which terminals obey, and Unicode's own line breaks. */
    private static boolean breaksLines(int c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }
}
