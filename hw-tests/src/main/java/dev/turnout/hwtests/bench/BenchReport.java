package dev.turnout.hwtests.bench;

import java.util.List;
import java.util.Locale;

/** The page that {@code make bench} writes. */
final class BenchReport {
    private BenchReport() {}

    static String of(Machine machine, String packets, List<SlotMoves.Row> moves, List<TableBuilds.Row> builds) {
        return """
                # Benchmarks

                Written by `sudo make bench`; do not edit. Figures are of one run on one machine and mean something as
                ratios among each other.

                | machine | |
                |---|---|
                | CPU | %s, %d cores |
                | kernel | %s |
                | JVM | %s |

                %s## Slots that move

                Slots that change their owner with one backend, beside others of weight 10: the mean over ten choices of the
                backend. *Least* is what any table must move for every backend to have its share; what is moved *beyond* it is
                in percent of the table. Computed, not timed.

                %s
                ![Slots that move against the least possible](benchmarks/%s)

                ## Maglev table build

                Milliseconds to build a table, by JMH (average time, one thread), permutations computed anew or cached.

                %s""".formatted(
                        machine.cpu(),
                        machine.cores(),
                        machine.kernel(),
                        machine.java(),
                        packets,
                        moveTable(moves),
                        Plots.SLOTS,
                        buildTable(builds));
    }

    private static String moveTable(List<SlotMoves.Row> moves) {
        StringBuilder table = new StringBuilder("""
                | backends | slots | one backend | slots moved | least | moved beyond |
                |---:|---:|---|---:|---:|---:|
                """);
        for (SlotMoves.Row row : moves) {
            table.append(line(
                    "| %,d | %,d | %s | %,.1f | %,.1f | %.2f %% |%n",
                    row.backends(),
                    row.slots(),
                    row.move(),
                    row.moved(),
                    row.least(),
                    row.movedPercent() - row.leastPercent()));
        }
        return table.toString();
    }

    private static String buildTable(List<TableBuilds.Row> builds) {
        StringBuilder table = new StringBuilder("""
                | slots | backends | weights | permutations | ms | ± |
                |---:|---:|---|---|---:|---:|
                """);
        for (TableBuilds.Row row : builds) {
            table.append(line(
                    "| %,d | %,d | %s | %s | %.3f | %.3f |%n",
                    row.slots(), row.backends(), row.weights(), row.permutations(), row.millis(), row.error()));
        }
        return table.toString();
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
