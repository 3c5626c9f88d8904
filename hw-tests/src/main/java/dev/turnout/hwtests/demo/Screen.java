package dev.turnout.hwtests.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the demo prints: numbered steps, why they are taken, what was expected, 80 columns wide. */
final class Screen {
    static final int COLUMNS = 80;
    private static final String INDENT = "   ";
    private static final String CONTINUED = "    ";

    private final PrintStream out;
    private final List<String> failures = new ArrayList<>();
    private int steps;
    private int checks;
    private boolean afterBlank;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Text as it is, each line at the left edge. */
    void plain(String text) {
        text.lines().forEach(out::println);
        afterBlank = false;
        out.flush();
    }

    /** Begins a step: what happens, and why it is worth a look. */
    void step(String title, String why) {
        steps++;
        blank();
        out.printf("%2d %s%n", steps, title);
        wrap(why, COLUMNS - INDENT.length()).forEach(line -> out.println(INDENT + line));
        afterBlank = false;
        blank();
        out.flush();
    }

    /** An expectation, and whether it was met. */
    boolean check(boolean met, String expectation) {
        checks++;
        afterBlank = false;
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

    /** A command and what it printed, without its empty lines; what is too wide goes on, indented, in the next line. */
    void quote(String command, String printed) {
        blank();
        out.println(INDENT + "$ " + command);
        printed.lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> fold(line.stripTrailing(), COLUMNS - INDENT.length()))
                .forEach(line -> out.println(INDENT + line));
        afterBlank = false;
        blank();
        out.flush();
    }

    private static Stream<String> fold(String line, int width) {
        if (line.length() <= width) {
            return Stream.of(line);
        }
        int space = line.lastIndexOf(' ', width);
        int cut = space > CONTINUED.length() ? space : width;
        return Stream.concat(
                Stream.of(line.substring(0, cut)),
                fold(CONTINUED + line.substring(cut).strip(), width));
    }

    /** One empty line, however often it is asked for. */
    private void blank() {
        if (!afterBlank) {
            out.println();
            afterBlank = true;
        }
    }

    /** One sentence for each expectation that was not met, with the number of its step. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    int checks() {
        return checks;
    }

    /** What fits stays as it is; what does not is broken between words. */
    static List<String> wrap(String text, int width) {
        if (text.length() <= width) {
            return List.of(text);
        }
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
