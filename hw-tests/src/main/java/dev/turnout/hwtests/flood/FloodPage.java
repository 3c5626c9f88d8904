package dev.turnout.hwtests.flood;

import dev.turnout.hwtests.bench.Machine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The page that {@code make flood} writes. */
final class FloodPage {
    private FloodPage() {}

    static String of(Machine machine, Sizes sizes, List<Outcome> outcomes) {
        return line(
                """
                # Flood

                Written by `sudo make flood`; do not edit. What a flood of new flows to one service does to another service's
                requests, to the connections of both, to the transit filter and to the flow table.

                | machine | |
                |---|---|
                | CPU | %s, %d cores |
                | kernel | %s |
                | JVM | %s |

                The box has the shipped agent and XDP program, and backends behind IPIP, each in a network namespace of its own. The
                flooder has a cable of its own to the box, and sends frames of 64 bytes as fast as one thread can (live frames of a
                BPF test run), SYNs and packets in mid-flow in turn, each of another flow. What the box forwards of it is counted and
                dropped at the other end of the box's cable: it is the box that is measured, and not what servers do with SYNs.
                Flooder, box, clients and servers share the %2$d cores, so the flood takes one of them wherever it is sent: what the
                box has to do with it shows beside a flood of as many packets at an address that is for no VIP, which the box's
                kernel drops.

                ## The other service's requests

                HTTP over a new connection each time, of nginx: %d requests a second whatever becomes of them, each timed from when
                it was due (*open*), then %d clients, each of which asks again when it was answered (*closed*), %d seconds each.
                Medians of %d rounds, in which the rows alternate; failures of all of them. *Busy* is the share of both processors that
                was not idle in the open loop; the closed one keeps them busy by itself. *x* is this row / the row with as many
                packets at no VIP: of the median and of the 99th percentile of the open loop, and of the answers of the closed one.

                %s
                ## Connections

                To the flooded service %,d connections were held, to the other %,d, each with a message twice a second of which
                every byte is checked; and %d a second were opened to each and ended by themselves. *Broken* is what ended in any
                other way than by its client's wish. Where slots move, the backends of the held connections drain, and two others take all new
                ones, from before the first flood.

                %s
                ## The transit filter

                %s
                ## The flow table

                %s
                The run fails where a request or a connection of the other service fails, where more of the flooded service's held
                connections break than the bound on false positives allows (six standard deviations above what is expected;
                0 where nothing moves by marks), where a filter or the flow table is fuller than it may be, where more entries are
                admitted than the rate allows, and where a packet of the flood is not forwarded.
                """,
                machine.cpu(),
                machine.cores(),
                machine.kernel(),
                machine.java(),
                Sizes.RATE,
                Sizes.CLIENTS,
                sizes.seconds(),
                sizes.rounds(),
                outcomes.stream().map(FloodPage::requests).collect(Collectors.joining("\n")),
                sizes.held(),
                sizes.otherHeld(),
                sizes.opened(),
                connections(outcomes),
                outcomes.stream().map(FloodPage::filter).collect(Collectors.joining()),
                outcomes.stream().map(FloodPage::table).collect(Collectors.joining()));
    }

    private static String requests(Outcome outcome) {
        return line("""
                        ### %s: %s

                        | flood | packets/s | busy | open: median, µs | p99, µs | x median | x p99 | closed: answers/s | x | failed |
                        |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                        """, outcome.scene().words(), outcome.scene().about())
                + Arrays.stream(Window.Kind.values())
                        .map(kind -> row(outcome.windows(), kind))
                        .collect(Collectors.joining());
    }

    private static String row(List<Window> windows, Window.Kind kind) {
        Window.Kind beside = kind.baseline();
        return line(
                "| %s | %,.0f | %.0f %% | %,.0f | %,.0f | %s | %s | %,.0f | %s | %d |%n",
                kind.words(),
                median(windows, kind, Window::perSecond),
                100 * median(windows, kind, Window::busy),
                median(windows, kind, FloodPage::openMedian),
                median(windows, kind, FloodPage::openP99),
                ratio(windows, kind, beside, FloodPage::openMedian),
                ratio(windows, kind, beside, FloodPage::openP99),
                median(windows, kind, Window::answersPerSecond),
                ratio(windows, kind, beside, Window::answersPerSecond),
                windows.stream()
                        .filter(window -> window.kind() == kind)
                        .mapToInt(window ->
                                window.open().failed() + window.closed().failed())
                        .sum());
    }

    private static double openMedian(Window window) {
        return window.open().median();
    }

    private static double openP99(Window window) {
        return window.open().p99();
    }

    private static String ratio(
            List<Window> windows, Window.Kind kind, Window.Kind beside, ToDoubleFunction<Window> figure) {
        return kind.atService() ? line("%.2f", median(windows, kind, figure) / median(windows, beside, figure)) : "";
    }

    private static double median(List<Window> windows, Window.Kind kind, ToDoubleFunction<Window> figure) {
        double[] figures = windows.stream()
                .filter(window -> window.kind() == kind)
                .mapToDouble(figure)
                .sorted()
                .toArray();
        int middle = figures.length / 2;
        return figures.length % 2 == 1 ? figures[middle] : (figures[middle - 1] + figures[middle]) / 2;
    }

    private static String connections(List<Outcome> outcomes) {
        return """
                | the flooded service is | packets of floods | flooded: held | broken | may break | opened | broken | other: held | broken | opened | broken |
                |---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
                """
                + outcomes.stream()
                        .map(outcome -> line(
                                "| %s | %,d | %,d | %s | %d | %,d | %s | %,d | %s | %,d | %s |%n",
                                outcome.scene().words(),
                                outcome.received(),
                                outcome.flooded().held(),
                                count(outcome.flooded().broken()),
                                outcome.allowed(),
                                outcome.flooded().opened(),
                                count(outcome.flooded().openedBroken()),
                                outcome.other().held(),
                                count(outcome.other().broken()),
                                outcome.other().opened(),
                                count(outcome.other().openedBroken())))
                        .collect(Collectors.joining());
    }

    private static String count(long broken) {
        return broken == 0 ? "**0**" : line("%,d", broken);
    }

    private static String filter(Outcome outcome) {
        if (outcome.samples().isEmpty()) {
            return "";
        }
        return line(
                        """
                        Both services ask for at most %s false positives (`maxFalsePositiveRate`), which is %.2f %% of the filter's bits.
                        As the agent's metrics said it, which look once a second: how the first one filled, and later ones when
                        slots were frozen. Slots whose transition has frozen and ended move anew, by a clean filter: %d were
                        filled.

                        | seconds since the first flood | bits set | false positives | slots frozen of %,d |
                        |---:|---:|---:|---:|
                        """,
                        TownPlan.MAX_FALSE_POSITIVE_RATE,
                        100 * Outcome.fullAt(),
                        outcome.fillings(),
                        TownPlan.TABLE_SIZE)
                + telling(outcome.samples()).stream()
                        .map(sample -> line(
                                "| %.1f | %.2f %% | %.4f %% | %,d |%n",
                                sample.seconds(), 100 * sample.fill(), 100 * sample.falsePositives(), sample.frozen()))
                        .collect(Collectors.joining());
    }

    /** How the first filter filled, and when slots froze after that. */
    private static List<FilterWatch.Sample> telling(List<FilterWatch.Sample> samples) {
        List<FilterWatch.Sample> telling = new ArrayList<>();
        boolean frozen = false;
        for (FilterWatch.Sample sample : samples) {
            boolean freezes = sample.frozen() > 0;
            if (freezes || !frozen && sample.fill() > 0) {
                telling.add(sample);
            }
            frozen |= freezes;
        }
        return telling;
    }

    private static String table(Outcome outcome) {
        return outcome.table()
                .map(use -> line(
                        """
                        The table has room for %,d entries here (`--flows`), so that floods fill it; new ones are limited to %d a
                        second and CPU here, after a burst of %d, which each of the %d floods may find anew.

                        | packets of floods, each of a new flow | seconds of floods | admitted | a second | at most | forwarded without an entry | entries in the end |
                        |---:|---:|---:|---:|---:|---:|---:|
                        | %,d | %.1f | %,d | %,.0f | %,d | %,d | %,d |

                        """,
                        Sizes.FLOWS,
                        FlowTableUse.LIMIT.perSecond(),
                        FlowTableUse.LIMIT.burst(),
                        use.floods(),
                        use.packets(),
                        use.seconds(),
                        use.admitted(),
                        use.admitted() / use.seconds(),
                        use.limit(),
                        use.limited(),
                        use.entries()))
                .orElse("");
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
