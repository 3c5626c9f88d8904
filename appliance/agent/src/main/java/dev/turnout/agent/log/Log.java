package dev.turnout.agent.log;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes events, each as one line and in one write. Thread-safe. */
public final class Log {
    private static final Duration SILENCE = Duration.ofMinutes(1);
    /** How many different recurring events are told apart; the oldest is forgotten first. */
    private static final int RECURRING = 256;

    private static final DateTimeFormatter MILLISECONDS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private static final class Recurrence {
        private Instant lastWritten;
        private long suppressed;

        Recurrence(Instant lastWritten) {
            this.lastWritten = lastWritten;
        }
    }

    private final PrintStream out;
    private final InstantSource clock;
    private final Map<String, Recurrence> recurring = new LinkedHashMap<>();

    public Log(PrintStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** To stdout, by the system's clock. */
    public static Log toStdout() {
        return new Log(System.out, InstantSource.system());
    }

    public void log(Level level, String event, Field... fields) {
        write(clock.instant(), level, line(event, fields));
    }

    public void info(String event, Field... fields) {
        write(clock.instant(), Level.INFO, line(event, fields));
    }

    public void warn(String event, Field... fields) {
        write(clock.instant(), Level.WARN, line(event, fields));
    }

    public void error(String event, Field... fields) {
        write(clock.instant(), Level.ERROR, line(event, fields));
    }

    /**
     * Writes an event that may come again and again, such as a broker that refuses: the same event with the same fields is
     * written once a minute, and then says how often it was not.
     */
    public void recurring(Level level, String event, Field... fields) {
        Instant now = clock.instant();
        String line = line(event, fields);
        long suppressed;
        synchronized (recurring) {
            Recurrence recurrence = recurring.get(line);
            if (recurrence != null && now.isBefore(recurrence.lastWritten.plus(SILENCE))) {
                recurrence.suppressed++;
                return;
            }
            suppressed = recurrence == null ? 0 : recurrence.suppressed;
            recurring.remove(line);
            recurring.put(line, new Recurrence(now));
            if (recurring.size() > RECURRING) {
                recurring.remove(recurring.keySet().iterator().next());
            }
        }
        write(now, level, suppressed == 0 ? line : line + " repeated=" + suppressed);
    }

    private static String line(String event, Field... fields) {
        StringBuilder line = new StringBuilder(" event=");
        Quoting.append(line, event);
        Arrays.stream(fields).forEach(field -> field.appendTo(line));
        return line.toString();
    }

    private void write(Instant now, Level level, String line) {
        byte[] bytes = ("time=" + MILLISECONDS.format(now) + " level=" + level.word() + line + "\n")
                .getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            out.write(bytes, 0, bytes.length);
            out.flush();
        }
    }
}
