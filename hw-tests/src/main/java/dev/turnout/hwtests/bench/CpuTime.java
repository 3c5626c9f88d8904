package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel has counted for a process. */
final class CpuTime {
    /** proc(5): USER_HZ, the same on every architecture that Linux has an XDP driver for. */
    private static final int MILLIS_OF_TICK = 10;

    private CpuTime() {}

    /** Milliseconds of all its threads and of the children that it has waited for, in user and kernel mode. */
    static long ofProcess(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        // The name in parentheses may hold blanks; utime, stime, cutime and cstime are the 14th to 17th field.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 11; field < 15; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return MILLIS_OF_TICK * ticks;
    }
}
