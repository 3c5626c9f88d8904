package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs all benchmarks and writes the report: {@code Bench TOOLS REPORT}. */
public final class Bench {
    private static final int REPEAT = 1_000_000;
    private static final int ROUNDS = 7;

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("usage: Bench TOOLS REPORT");
            System.exit(2);
        }
        List<PacketBench.Case> packets = new PacketBench(Path.of(arguments[0]), REPEAT, ROUNDS).run();
        List<TableBuilds.Row> builds = TableBuilds.run();
        String report = BenchReport.of(Machine.here(), packets, REPEAT, ROUNDS, builds);
        Files.writeString(Path.of(arguments[1]), report);
        System.out.print(report);
    }
}
