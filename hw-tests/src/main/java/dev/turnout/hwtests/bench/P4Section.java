package dev.turnout.hwtests.bench;

import java.nio.file.Path;
import java.util.Locale;

/** The report's part on the P4Runtime driver. */
final class P4Section {
    private P4Section() {}

    static Section section(Path dist) {
        P4Bench.Sizes sizes = P4Bench.Sizes.SHIPPED;
        return new Section("p4", "P4Runtime", () -> {
            System.err.println("P4Runtime, a few minutes ...");
            return of(sizes, new P4Bench(dist.resolve("bin"), sizes).run());
        });
    }

    static String of(P4Bench.Sizes sizes, P4Bench.Result result) {
        return head(sizes, result)
                + rates(sizes, result)
                + anew(sizes, result)
                + changes(sizes, result)
                + published(sizes, result);
    }

    private static String head(P4Bench.Sizes sizes, P4Bench.Result result) {
        return line("""
                The agent's driver by itself against %s.
                Both share the machine's processors with each other and with whatever else runs, so rounds are wide apart. Of %d
                rounds the first is left out, but for the column *at first*; medians are of the others, and in brackets stand
                the least and the greatest.

                """, result.target(), sizes.rounds());
    }

    private static String rates(P4Bench.Sizes sizes, P4Bench.Result result) {
        P4Rates.Client driver = result.rates().driver();
        P4Rates.Client naive = result.rates().naive();
        return line("""
                Updates a second until the last is acknowledged: the slots of a table inserted, then all of them modified,
                %,d by the driver, a plan each, and %,d by a *naive* client, which sends the same messages with one update
                a request and one request at a time. Rounds of both alternate.

                | updates | driver, /s | naive, /s | driver / naive |
                |---|---:|---:|---:|
                """, sizes.large().slots(), sizes.naiveSlots())
                + rate("inserts", driver.inserts(), naive.inserts())
                + rate("modifies", driver.modifies(), naive.modifies());
    }

    private static String rate(String name, Rounds driver, Rounds naive) {
        return line("| %s | %s | %s | %.1f |%n", name, rate(driver), rate(naive), driver.rate(50) / naive.rate(50));
    }

    private static String rate(Rounds taken) {
        return line("%,.0f (%,.0f–%,.0f)", taken.rate(50), taken.rate(0), taken.rate(100));
    }

    private static String anew(P4Bench.Sizes sizes, P4Bench.Result result) {
        return line("""

                An empty target is programmed with a service of %,d backends and its table of %,d slots, from the plan until the
                last acknowledgement; then all of it is read back.

                | | at first, ms | ms | entries/s |
                |---|---:|---:|---:|
                """, sizes.large().backends(), sizes.large().slots())
                + anew("programmed", result.programmed())
                + anew("read", result.read());
    }

    private static String anew(String name, Rounds taken) {
        return line(
                "| %s | %.0f | %.0f (%.0f–%.0f) | %,.0f |%n",
                name, taken.millisAtFirst(), taken.millis(50), taken.millis(0), taken.millis(100), taken.rate(50));
    }

    private static String changes(P4Bench.Sizes sizes, P4Bench.Result result) {
        StringBuilder table = new StringBuilder(line(
                """

                One backend of %d changes, %d times another, with a table of %,d slots: milliseconds from the plan until its
                last write is acknowledged. *Moved* are slots that have another owner in the table after the change than in the
                one before, over all changes; *written* are updates of slots that came to the target, counted between it and
                the driver in a pass by itself: when slots begin to move, and once more when their transition ends. The
                measurement fails where these are not equal.

                | the backend | p50, ms | p90, ms | p99, ms | moved | written to begin | written to end |
                |---|---:|---:|---:|---:|---:|---:|
                """, sizes.small().backends(), sizes.changes(), sizes.small().slots()));
        for (P4Changes.Changed changed : result.changes()) {
            table.append(line(
                    "| %s | %.1f | %.1f | %.1f | %,d | %,d | %,d |%n",
                    changed.kind(),
                    changed.taken().millis(50),
                    changed.taken().millis(90),
                    changed.taken().millis(99),
                    changed.moved(),
                    changed.begun(),
                    changed.ended()));
        }
        return table.toString();
    }

    private static String published(P4Bench.Sizes sizes, P4Bench.Result result) {
        Rounds taken = result.published();
        return line("""

                The same through a broker and the shipped agent over the software switch: from the publication of the document until
                the agent says that the last write is acknowledged. The first %d changes of its process are left out.

                | p50, ms | p90, ms | p99, ms |
                |---:|---:|---:|
                | %.1f | %.1f | %.1f |
                """, sizes.first(), taken.millis(50), taken.millis(90), taken.millis(99));
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
