package dev.turnout.hwtests.bench;

import java.util.List;
import java.util.Locale;

/** The report's part on building tables. */
final class TableBuildSection {
    private TableBuildSection() {}

    static Section section() {
        return new Section("builds", "Maglev table build", () -> of(TableBuilds.run()));
    }

    private static String of(List<TableBuilds.Row> builds) {
        StringBuilder table = new StringBuilder("""
                Milliseconds to build a table, by JMH (average time, one thread), permutations computed anew or cached.

                | slots | backends | weights | permutations | ms | ± |
                |---:|---:|---|---|---:|---:|
                """);
        for (TableBuilds.Row row : builds) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %,d | %,d | %s | %s | %.3f | %.3f |%n",
                    row.slots(),
                    row.backends(),
                    row.weights(),
                    row.permutations(),
                    row.millis(),
                    row.error()));
        }
        return table.toString();
    }
}
