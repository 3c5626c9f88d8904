package dev.turnout.agent.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The three figures that Prometheus' own clients report of every process. */
final class ProcessMetrics {
    private static final Path STATM = Path.of("/proc/self/statm");
    /** Of all machines that Turnout runs on. */
    private static final long PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    static void add(Exposition page) {
        ProcessHandle.Info self = ProcessHandle.current().info();
        self.startInstant().ifPresent(start -> page.add(Metric.PROCESS_START, start.toEpochMilli() / 1e3));
        self.totalCpuDuration().map(Duration::toNanos).ifPresent(nanos -> page.add(Metric.PROCESS_CPU, nanos / 1e9));
        try {
            String[] pages = Files.readString(STATM).split(" ", -1);
            page.add(Metric.PROCESS_MEMORY, Long.parseLong(pages[1]) * PAGE_BYTES);
        } catch (IOException | NumberFormatException noProc) {
            // Then this one is missing.
        }
    }
}
