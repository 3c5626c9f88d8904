package dev.turnout.agent.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes one JSON value (RFC 8259), indented; keys stand in the order in which they are written. */
public final class JsonWriter {
    private final StringBuilder text = new StringBuilder();
    private final Deque<Boolean> hasEntries = new ArrayDeque<>();

    private JsonWriter() {}

    /** An object, ended by a line break. */
    public static String object(Consumer<JsonWriter> entries) {
        JsonWriter writer = new JsonWriter();
        writer.nest('{', '}', entries);
        return writer.text.append('\n').toString();
    }

    public JsonWriter put(String key, String value) {
        key(key);
        string(value);
        return this;
    }

    /** Nothing where it is empty. */
    public JsonWriter put(String key, Optional<String> value) {
        value.ifPresent(present -> put(key, present));
        return this;
    }

    public JsonWriter put(String key, long value) {
        key(key);
        text.append(value);
        return this;
    }

    public JsonWriter put(String key, boolean value) {
        key(key);
        text.append(value);
        return this;
    }

    /** @param value finite */
    public JsonWriter put(String key, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(key + " is " + value);
        }
        key(key);
        text.append(value);
        return this;
    }

    public JsonWriter putObject(String key, Consumer<JsonWriter> entries) {
        key(key);
        nest('{', '}', entries);
        return this;
    }

    /** An array of objects, one for each element. */
    public <T> JsonWriter putObjects(
            String key, Iterable<T> elements, java.util.function.BiConsumer<JsonWriter, T> entries) {
        key(key);
        nest(
                '[',
                ']',
                array -> elements.forEach(element -> {
                    array.separate();
                    array.nest('{', '}', object -> entries.accept(object, element));
                }));
        return this;
    }

    public JsonWriter putStrings(String key, Iterable<String> elements) {
        key(key);
        nest(
                '[',
                ']',
                array -> elements.forEach(element -> {
                    array.separate();
                    array.string(element);
                }));
        return this;
    }

    private void nest(char open, char close, Consumer<JsonWriter> entries) {
        text.append(open);
        hasEntries.push(false);
        entries.accept(this);
        boolean any = hasEntries.pop();
        if (any) {
            newLine();
        }
        text.append(close);
    }

    private void key(String key) {
        separate();
        string(key);
        text.append(": ");
    }

    private void separate() {
        if (hasEntries.pop()) {
            text.append(',');
        }
        hasEntries.push(true);
        newLine();
    }

    private void newLine() {
        text.append('\n').append("  ".repeat(hasEntries.size()));
    }

    private void string(String value) {
        text.append('"');
        value.chars().forEach(each -> {
            switch (each) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                default -> {
                    if (each < 0x20) {
                        text.append(String.format("\\u%04x", each));
                    } else {
                        text.append((char) each);
                    }
                }
            }
        });
        text.append('"');
    }
}
