package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs all benchmarks and writes the report: {@code Bench TOOLS REPORT.md}, with plots in the directory {@code REPORT}. */
public final class Bench {
    private static final int REPEAT = 1_000_000;
    private static final int ROUNDS = 7;
    private static final int LIVE = 4096;

    private Bench() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2 || !arguments[1].endsWith(".md")) {
            System.err.println("usage: Bench TOOLS REPORT.md");
            System.exit(2);
        }
        Path report = Path.of(arguments[1]);
        List<Measured> packets = new PacketBench(Path.of(arguments[0]), REPEAT, ROUNDS, LIVE).run(PacketCase.all());
        List<SlotMoves.Row> moves = SlotMoves.compute();
        String text = BenchReport.of(
                Machine.here(), PacketSection.of(packets, REPEAT, ROUNDS, LIVE), moves, TableBuilds.run());
        String name = report.getFileName().toString();
        Plots.write(report.resolveSibling(name.substring(0, name.length() - ".md".length())), packets, moves);
        Files.writeString(report, text);
        System.out.print(text);
    }
}
