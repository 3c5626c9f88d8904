package dev.turnout.hwtests.bench;

import dev.turnout.hwtests.speed.Changes;
import dev.turnout.hwtests.speed.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The report's part on how long a change takes, and what it costs. */
final class ChangesSection {
    private static final int BACKENDS = 100;

    private ChangesSection() {}

    /**
     * @param first changes of a process that has just started
     */
    private record Case(String name, Site site, int changes, int first) {}

    private static final List<Case> CASES = List.of(
            new Case("1 service", new Site(1, Site.Shape.SHARED, BACKENDS), 100, 20),
            new Case("1 address, 400 ports", new Site(400, Site.Shape.PORTS, BACKENDS), 100, 20),
            new Case("1,000 services, one table", new Site(1000, Site.Shape.SHARED, BACKENDS), 100, 20),
            new Case("1,000 services, a table each", new Site(1000, Site.Shape.OWN, BACKENDS), 15, 5));

    static Section section(Path dist) {
        return new Section("changes", "Time of a change", () -> of(dist));
    }

    private static String of(Path dist) throws IOException {
        StringBuilder table = new StringBuilder("""
                The weight of one backend of 100 is doubled, of one after the other: milliseconds from the publication of the
                document, through a broker and the shipped agent, until the last slot word that it moves is where packets read
                it. Backends are neighbours of the box, and tables have 16,384 slots. *At first* is the median of the first
                changes of a process that has just started, 20 of 100 and 5 of 15; the percentiles are of the others.
                *Changed* are slot words that differ between before and after, *written* those that the agent wrote. *Garbage*
                is what the agent allocated for a change, everything that it did meanwhile included.

                | document | at first, ms | p50, ms | p90, ms | p99, ms | changed | written | garbage, MB |
                |---|---:|---:|---:|---:|---:|---:|---:|
                """);
        for (Case each : CASES) {
            Changes.Taken taken = Changes.run(dist.resolve("bin"), each.site(), each.changes(), each.first());
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.1f | %,d | %,d | %.1f |%n",
                    each.name(),
                    taken.millisAtFirst(),
                    taken.millis(50),
                    taken.millis(90),
                    taken.millis(99),
                    taken.wordsChanged(),
                    taken.wordsWritten(),
                    taken.garbageOfOne() / (1 << 20)));
        }
        return table.toString();
    }
}
