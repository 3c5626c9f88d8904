package dev.turnout.hwtests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * That the benchmark measures what it says: a few packets of every kind, each of which must take its way; and live frames
 * must arrive. No speed is tested.
 */
final class PacketBenchTest {
    private static final int FLOWS = 4096;

    /** Where the Makefile builds to. */
    private static final Path TOOLS = Path.of("target/bench");

    @TempDir
    private Path scratch;

    @Test
    void everyPacketOfEveryKindTakesItsWay() throws Exception {
        Process make = new ProcessBuilder("make", "--silent", "-C", "bench")
                .inheritIO()
                .start();
        assertTrue(make.waitFor(2, TimeUnit.MINUTES), "make is slow");
        assertEquals(0, make.exitValue());
        List<PacketCase> cases = PacketCase.kinds(FLOWS);
        assertEquals(
                PacketCase.all().stream().map(PacketCase::kind).distinct().toList(),
                cases.stream().map(PacketCase::kind).toList());
        List<Measured> packets = new PacketBench(TOOLS.toAbsolutePath(), 2_000, 1, 256).run(cases);
        assertEquals(cases, packets.stream().map(Measured::packets).toList());
        String report = PacketSection.of(packets, 2_000, 1, 256);
        for (PacketCase one : cases) {
            assertTrue(report.contains("| %s | %,d | ".formatted(one.kind(), one.flows())), report);
        }
        Plots.nanoseconds(scratch, packets);
        Plots.slots(scratch, SlotMoves.compute());
        for (String plot : List.of(Plots.NANOSECONDS, Plots.SLOTS)) {
            assertTrue(Files.readString(scratch.resolve(plot)).contains("</svg>"), plot);
        }
    }
}
