package dev.turnout.hwtests.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What the demo prints: numbered steps, why they are taken, what was expected, 80 columns wide. */
final class Screen {
    static final int COLUMNS = 80;
    private static final String INDENT = "   ";

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private int steps;
    private int checks;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Text as it is, each line at the left edge. */
    void plain(String text) {
        text.lines().forEach(out::println);
        out.flush();
    }

    /** Begins a step: what happens, and why it is worth a look. */
    void step(String title, String why) {
        steps++;
        out.println();
        out.printf("%2d %s%n", steps, title);
        wrap(why, COLUMNS - INDENT.length()).forEach(line -> out.println(INDENT + line));
        out.println();
        out.flush();
    }

    /** An expectation, and whether it was met. */
    boolean check(boolean met, String expectation) {
        checks++;
        String mark = met ? "[ok] " : "[NO] ";
        String hang = INDENT + mark;
        for (String line : wrap(expectation, COLUMNS - hang.length())) {
            out.println(hang + line);
            hang = INDENT + " ".repeat(mark.length());
        }
        out.flush();
        if (!met) {
            failures.add(steps + " " + expectation);
        }
        return met;
    }

    /** A command and what it printed, empty lines left out. */
    void quote(String command, String printed) {
        out.println(INDENT + "$ " + command);
        printed.lines().filter(line -> !line.isBlank()).forEach(line -> out.println(INDENT + line.stripTrailing()));
        out.println();
        out.flush();
    }

    /** One sentence for each expectation that was not met, with the number of its step. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    int checks() {
        return checks;
    }

    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
