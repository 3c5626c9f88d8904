package dev.turnout.hwtests.hitless;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What came of one case.
 *
 * @param note what else was seen, to go behind the steps; empty for nothing
 */
record Result(Case story, List<Row> rows, List<Break> breaks, String note, Duration took) {
    List<String> failures() {
        return rows.stream()
                .flatMap(row -> row.failures().stream()
                        .map(failure -> story.name() + ", " + row.persistence() + ": " + failure))
                .toList();
    }

    /** A line of progress. */
    String line() {
        String broken = rows.stream()
                .map(row -> "%s %,d of %,d".formatted(row.persistence(), row.broken(), row.held() + row.opened()))
                .collect(Collectors.joining(", "));
        long wait = rows.stream().mapToLong(Row::waitedMillis).max().orElse(0);
        return "%-17s %3d s  broken: %s; longest wait %,d ms%s"
                .formatted(story.name(), took.toSeconds(), broken, wait, note);
    }
}
