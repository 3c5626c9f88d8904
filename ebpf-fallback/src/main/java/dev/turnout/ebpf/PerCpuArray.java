package dev.turnout.ebpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A per-CPU array whose values are 64-bit counters: read in batches, summed over CPUs. */
final class PerCpuArray {
    private static final int BATCH = 1024;

    private final KernelMap map;
    private final int longs;
    private final int cpus;

    /** @param valueBytes of one CPU's value, a multiple of 8 */
    PerCpuArray(String name, int fd, int valueBytes) {
        cpus = Libbpf.possibleCpus();
        longs = valueBytes / Long.BYTES;
        map = new KernelMap(name, fd, Integer.BYTES, valueBytes * cpus);
    }

    /** The counters of the first entries: {@code count} rows, each a value's counters summed over CPUs. */
    long[][] sums(int count) {
        long[][] sums = new long[count][longs];
        try (Arena arena = Arena.ofConfined()) {
            int batch = Math.min(BATCH, count);
            MemorySegment position = arena.allocate(8, 8);
            MemorySegment keys = arena.allocate(4L * batch, 8);
            MemorySegment values = arena.allocate((long) map.valueBytes() * batch, 8);
            MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
            int done = 0;
            MemorySegment from = MemorySegment.NULL;
            while (done < count) {
                size.set(ValueLayout.JAVA_INT, 0, Math.min(batch, count - done));
                int result = Libbpf.mapLookupBatch(map.fd(), from, position, keys, values, size, MemorySegment.NULL);
                int got = size.get(ValueLayout.JAVA_INT, 0);
                if ((result != 0 && result != -Errno.ENOENT) || got == 0) {
                    throw new IllegalStateException(map + " cannot be read in batches: " + Errno.describe(result));
                }
                add(sums, done, values, got);
                done += got;
                from = position;
            }
        }
        return sums;
    }

    private void add(long[][] sums, int first, MemorySegment values, int rows) {
        long at = 0;
        for (int row = first; row < first + rows; row++) {
            for (int cpu = 0; cpu < cpus; cpu++) {
                for (int i = 0; i < longs; i++) {
                    sums[row][i] += values.get(ValueLayout.JAVA_LONG, at);
                    at += Long.BYTES;
                }
            }
        }
    }

    /** The entry begins again at zero: its index belongs to somebody else now. */
    int reset(int index) {
        return map.put(key(index), new byte[map.valueBytes()], KernelMap.ANY);
    }

    /** The values of each CPU, one after the other. */
    byte[] perCpu(int index) {
        byte[] value = map.get(key(index));
        if (value == null) {
            throw new IllegalArgumentException(map + " has no entry " + index);
        }
        return value;
    }

    private static byte[] key(int index) {
        return new byte[] {(byte) index, (byte) (index >>> 8), (byte) (index >>> 16), (byte) (index >>> 24)};
    }
}
