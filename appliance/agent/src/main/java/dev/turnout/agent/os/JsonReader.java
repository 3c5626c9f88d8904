package dev.turnout.agent.os;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one JSON text by recursive descent. */
final class JsonReader {
    private static final int DEPTH = 64;

    /** Ends the descent; carries no stack, since nobody looks at it. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    static Optional<Json> read(String text) {
        JsonReader reader = new JsonReader(text);
        try {
            Json value = reader.value(0);
            reader.skipSpace();
            return reader.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (Malformed malformed) {
            return Optional.empty();
        }
    }

    private Json value(int depth) throws Malformed {
        if (depth > DEPTH) {
            throw new Malformed();
        }
        skipSpace();
        return switch (peek()) {
            case '{' -> members(depth);
            case '[' -> items(depth);
            case '"' -> new Json.Text(string());
            case 't' -> word("true", new Json.Flag(true));
            case 'f' -> word("false", new Json.Flag(false));
            case 'n' -> word("null", new Json.Nothing());
            default -> numeral();
        };
    }

    private Json members(int depth) throws Malformed {
        Map<String, Json> members = new LinkedHashMap<>();
        expect('{');
        for (boolean first = true; !skip('}'); first = false) {
            if (!first) {
                expect(',');
            }
            skipSpace();
            String name = string();
            expect(':');
            members.put(name, value(depth + 1));
        }
        return new Json.Members(members);
    }

    private Json items(int depth) throws Malformed {
        List<Json> items = new ArrayList<>();
        expect('[');
        for (boolean first = true; !skip(']'); first = false) {
            if (!first) {
                expect(',');
            }
            items.add(value(depth + 1));
        }
        return new Json.Items(items);
    }

    private String string() throws Malformed {
        expect('"');
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            string.append(c == '\\' ? escape() : c);
        }
        return string.toString();
    }

    private char escape() throws Malformed {
        return switch (next()) {
            case '"' -> '"';
            case '\\' -> '\\';
            case '/' -> '/';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new Malformed();
        };
    }

    private char unicode() throws Malformed {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) {
                throw new Malformed();
            }
            code = code << 4 | digit;
        }
        return (char) code;
    }

    private Json numeral() throws Malformed {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String spelling = text.substring(start, at);
        try {
            Double.parseDouble(spelling);
        } catch (NumberFormatException notANumber) {
            throw new Malformed();
        }
        return new Json.Numeral(spelling);
    }

    private Json word(String word, Json value) throws Malformed {
        if (!text.startsWith(word, at)) {
            throw new Malformed();
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at);
    }

    private char next() throws Malformed {
        char c = peek();
        at++;
        return c;
    }

    private boolean skip(char c) throws Malformed {
        skipSpace();
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    private void expect(char c) throws Malformed {
        if (!skip(c)) {
            throw new Malformed();
        }
    }
}
