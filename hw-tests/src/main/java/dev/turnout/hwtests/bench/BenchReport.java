package dev.turnout.hwtests.bench;

import java.util.List;
import java.util.Locale;

/** The page that {@code make bench} writes. */
final class BenchReport {
    private BenchReport() {}

    static String of(
            Machine machine, List<PacketBench.Case> packets, int repeat, int rounds, List<TableBuilds.Row> builds) {
        return """
                # Benchmarks

                Written by `sudo make bench`; do not edit. Figures are of one run on one machine and mean something as
                ratios among each other.

                | machine | |
                |---|---|
                | CPU | %s, %d cores |
                | kernel | %s |
                | JVM | %s |

                ## Packet path

                Nanoseconds of CPU time a packet of the shipped program, by `BPF_PROG_TEST_RUN`: IPv4 TCP, 64-byte frames,
                one service of %,d backends behind IPIP with a table of %,d slots, nothing in transition, all counters on.
                *Floor* is a program that only parses, hashes, reads a slot and a backend from arrays of the same size and
                writes the outer header.

                A forwarded packet comes out longer than it went in, so a small program stands before the measured one in
                every iteration: it restores the packet as that of the next flow and tail-calls. Programs alternate in one
                run on one CPU, %d rounds of %,d packets each; the table has medians. *net* = the program − a program that
                only makes room and transmits + what one `bpf_xdp_adjust_head` costs (calibrated in the same run).

                %s
                ## Maglev table build

                Milliseconds to build a table, by JMH (average time, one thread), permutations computed anew or cached.

                %s""".formatted(
                        machine.cpu(),
                        machine.cores(),
                        machine.kernel(),
                        machine.java(),
                        BenchSite.BACKENDS,
                        BenchSite.TABLE_SIZE,
                        rounds,
                        repeat,
                        packetTable(packets),
                        buildTable(builds));
    }

    private static String packetTable(List<PacketBench.Case> packets) {
        StringBuilder table = new StringBuilder("""
                | flows | Turnout, net ns | floor, net ns | Turnout / floor | `adjust_head`, ns | Turnout, gross (min–max) |
                |---:|---:|---:|---:|---:|---:|
                """);
        for (PacketBench.Case one : packets) {
            PacketBench.Timing gross = one.timing("turnout");
            table.append(line(
                    "| %,d | %.1f | %.1f | %.2f | %.1f | %.1f (%.1f–%.1f) |%n",
                    one.flows(),
                    one.net("turnout"),
                    one.net("floor"),
                    one.net("turnout") / one.net("floor"),
                    one.adjustHead(),
                    gross.median(),
                    gross.min(),
                    gross.max()));
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
