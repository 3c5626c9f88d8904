package dev.turnout.hwtests.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The report's part on packets. */
final class PacketSection {
    private static final int REPEAT = 1_000_000;
    private static final int ROUNDS = 7;
    private static final int LIVE = 4096;

    private PacketSection() {}

    static Section section(Path tools, Path plots) {
        return new Section("packets", "Packet path", () -> {
            List<Measured> packets = new PacketBench(tools, REPEAT, ROUNDS, LIVE).run(PacketCase.all());
            Plots.nanoseconds(plots, packets);
            return of(packets, REPEAT, ROUNDS, LIVE);
        });
    }

    static String of(List<Measured> packets, int repeat, int rounds, int live) {
        return """
                Nanoseconds of CPU time that the shipped program takes for a packet, by `BPF_PROG_TEST_RUN`: frames of 64 bytes
                (IPv6: 80), services of %,d backends behind IPIP with tables of %,d slots, one table for all services where
                nothing else is said, all counters on, map sizes as shipped (the flow table: room for all flows). Flows have
                addresses and ports all over, and are spread over the services.

                *Floor* is a program that only parses, hashes, reads a slot and a backend from arrays of the same size and
                writes an IPIP header: no service look-up, no counter, no other case. *x* is Turnout / floor. Nothing is timed
                but what stands in [the packet path](../explanation/packet-path.md), which says where the nanoseconds go.

                A forwarded packet comes out longer than it went in, so a small program stands before the measured one in
                every iteration: it makes the packet of the next flow and tail-calls. *net* = the program − a program that
                only makes room and transmits + what one `bpf_xdp_adjust_head` costs (calibrated in the same run). The
                programs of a row alternate in one run on one CPU, %d rounds of %,d packets each: medians, and *in brackets* the
                same of the fastest rounds.

                Every packet of a row took the way that the row says: the data plane's own counters have all of them. After that
                %,d frames of each row really left through a veth, and the other end counted as many with the outer header and
                a backend's address (of the previous thousand where a row says so).

                %s
                ![Nanoseconds against flows](benchmarks/%s)
                """.formatted(
                BenchSite.BACKENDS, BenchSite.TABLE_SIZE, rounds, repeat, live, table(packets), Plots.NANOSECONDS);
    }

    private static String table(List<Measured> packets) {
        StringBuilder table = new StringBuilder("""
                | packets | flows | Turnout, net ns | floor, net ns | x | Turnout, gross ns (min–max) |
                |---|---:|---:|---:|---:|---:|
                """);
        for (Measured one : packets) {
            Measured.Net net = one.turnout();
            Optional<Measured.Net> floor = one.floor();
            Measured.Timing gross = one.gross();
            table.append(line(
                    "| %s | %,d | %s | %s | %s | %.1f (%.1f–%.1f) |%n",
                    one.packets().kind(),
                    one.packets().flows(),
                    nanos(net),
                    floor.map(PacketSection::nanos).orElse(""),
                    floor.map(least -> ratio(net, least)).orElse(""),
                    gross.median(),
                    gross.min(),
                    gross.max()));
        }
        return table.toString();
    }

    private static String nanos(Measured.Net net) {
        return line("%.1f (%.1f)", net.ofMedians(), net.ofMinima());
    }

    private static String ratio(Measured.Net ours, Measured.Net least) {
        return line("%.2f (%.2f)", ours.ofMedians() / least.ofMedians(), ours.ofMinima() / least.ofMinima());
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
