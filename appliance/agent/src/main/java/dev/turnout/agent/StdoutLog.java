package dev.turnout.agent;

import java.io.PrintWriter;
import java.time.InstantSource;

/** One line an event, {@code key=value}, as logfmt has it; values with spaces, quotes or controls are quoted. */
final class StdoutLog implements AgentLog {
    private final PrintWriter out;
    private final InstantSource clock;

    StdoutLog(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public void info(String event, String... keysAndValues) {
        line("info", event, keysAndValues);
    }

    @Override
    public void warn(String event, String... keysAndValues) {
        line("warn", event, keysAndValues);
    }

    private void line(String level, String event, String... keysAndValues) {
        StringBuilder line = new StringBuilder("time=" + clock.instant() + " level=" + level + " event=" + event);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            line.append(' ').append(keysAndValues[i]).append('=').append(value(keysAndValues[i + 1]));
        }
        synchronized (out) {
            out.println(line);
            out.flush();
        }
    }

    private static String value(String text) {
        if (!text.isEmpty()
                && text.chars().allMatch(each -> each > ' ' && each != '"' && each != '=' && each != 0x7f)) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(each -> {
            switch (each) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> quoted.append(Character.isISOControl(each) ? '?' : (char) each);
            }
        });
        return quoted.append('"').toString();
    }
}
