package dev.turnout.hwtests.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a process has resident, in KiB.
 *
 * @param all its resident set
 * @param proportional the same, with what others map too divided among them
 * @param maps what of it are pages of BPF maps: the kernel has these in any case, and the process only sees them
 */
record Memory(long all, long proportional, long maps) {
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ .*");
    private static final String BPF_MAP = "anon_inode:bpf-map";

    static Memory of(long pid) throws IOException {
        long all = 0;
        long proportional = 0;
        long maps = 0;
        boolean map = false;
        for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "smaps"))) {
            if (MAPPING.matcher(line).matches()) {
                map = line.endsWith(BPF_MAP);
            } else if (line.startsWith("Rss:")) {
                all += kilobytes(line);
                maps += map ? kilobytes(line) : 0;
            } else if (line.startsWith("Pss:")) {
                proportional += kilobytes(line);
            }
        }
        return new Memory(all, proportional, maps);
    }

    /** What the process itself takes. */
    long own() {
        return all - maps;
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
}
