package dev.turnout.hwtests.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The report's part on slots that move. */
final class SlotMovesSection {
    private SlotMovesSection() {}

    static Section section(Path plots) {
        return new Section("moves", "Slots that move", () -> {
            List<SlotMoves.Row> moves = SlotMoves.compute();
            Plots.slots(plots, moves);
            return of(moves);
        });
    }

    private static String of(List<SlotMoves.Row> moves) {
        return """
                Slots that change their owner with one backend, beside others of weight 10: the mean over ten choices of the
                backend. *Least* is what any table must move for every backend to have its share; what is moved *beyond* it is
                in percent of the table. Computed, not timed.

                %s
                ![Slots that move against the least possible](benchmarks/%s)
                """.formatted(table(moves), Plots.SLOTS);
    }

    private static String table(List<SlotMoves.Row> moves) {
        StringBuilder table = new StringBuilder("""
                | backends | slots | one backend | slots moved | least | moved beyond |
                |---:|---:|---|---:|---:|---:|
                """);
        for (SlotMoves.Row row : moves) {
            table.append(String.format(
                    Locale.ROOT,
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
}
