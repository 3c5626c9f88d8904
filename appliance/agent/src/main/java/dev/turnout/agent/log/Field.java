package dev.turnout.agent.log;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One {@code name=value} of a log line.
 *
 * @param name lower-case letters, digits and underscores; a duration's name ends with its unit, {@code _ms}
 */
public record Field(String name, String value) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");

    public Field {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("log field named " + name);
        }
    }

    public static Field of(String name, Object value) {
        return new Field(name, String.valueOf(value));
    }

    /** In milliseconds, with {@code _ms} behind the name. */
    public static Field of(String name, Duration value) {
        return new Field(name + "_ms", Long.toString(value.toMillis()));
    }

    /** Empty where there is no value; fields without a value are left out of a line. */
    public static Field of(String name, Optional<?> value) {
        return new Field(name, value.map(String::valueOf).orElse(""));
    }

    void appendTo(StringBuilder line) {
        if (!value.isEmpty()) {
            line.append(' ').append(name).append('=');
            Quoting.append(line, value);
        }
    }
}
