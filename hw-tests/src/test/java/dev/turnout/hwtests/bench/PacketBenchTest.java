package dev.turnout.hwtests.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmark measures what it says: a few packets, each of which must have been forwarded. No speed is tested. */
final class PacketBenchTest {
    @TempDir
    private Path tools;

    @Test
    void everyPacketOfEveryProgramIsForwarded() throws Exception {
        Process make = new ProcessBuilder("make", "--silent", "-C", "bench", "OUT=" + tools)
                .inheritIO()
                .start();
        assertTrue(make.waitFor(2, TimeUnit.MINUTES), "make is slow");
        assertEquals(0, make.exitValue());
        List<PacketBench.Case> cases = new PacketBench(tools, 2_000, 1).run();
        assertEquals(
                List.of(1, 65_536, 524_288),
                cases.stream().map(PacketBench.Case::flows).toList());
        String report = BenchReport.of(Machine.here(), cases, 2_000, 1, List.of());
        Files.writeString(tools.resolve("report.md"), report);
        assertTrue(report.contains("| 524,288 |"), report);
    }
}
