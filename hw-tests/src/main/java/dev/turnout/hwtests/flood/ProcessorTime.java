package dev.turnout.hwtests.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What proc(5)'s stat says of all processors together, in ticks. */
record ProcessorTime(long idle, long all) {
    static ProcessorTime now() {
        try {
            String line = Files.readAllLines(Path.of("/proc/stat")).getFirst();
            long[] ticks = Arrays.stream(line.split("\\s+", -1))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray();
            // user nice system idle iowait irq softirq steal; guests are in user already
            return new ProcessorTime(
                    ticks[3] + ticks[4], Arrays.stream(ticks, 0, 8).sum());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The share of the time since then that was not idle. */
    double busySince(ProcessorTime before) {
        return 1 - (double) (idle - before.idle) / Math.max(1, all - before.all);
    }
}
