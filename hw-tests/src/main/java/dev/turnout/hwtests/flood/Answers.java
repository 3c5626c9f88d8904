package dev.turnout.hwtests.flood;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What became of requests, as {@code requests.c} says it.
 *
 * @param median microseconds, as the next two
 */
record Answers(int completed, int failed, int median, int p99, int longest) {
    private static final Pattern LINE =
            Pattern.compile("completed (\\d+) failed (\\d+) median (\\d+) p99 (\\d+) longest (\\d+)\\s*");

    static Answers parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no answers: " + line);
        }
        return new Answers(
                number(matcher, 1), number(matcher, 2), number(matcher, 3), number(matcher, 4), number(matcher, 5));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
