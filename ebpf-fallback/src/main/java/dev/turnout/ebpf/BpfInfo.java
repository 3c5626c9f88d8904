package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the kernel says of a map, program or link behind a descriptor: the heads of the structs of linux/bpf.h. */
final class BpfInfo {
    private static final int ROOM = 128;
    private static final int MAPS_ROOM = 64;

    private BpfInfo() {}

    /** struct bpf_map_info: type 0, id 4, key_size 8, value_size 12, max_entries 16. */
    record MapInfo(int id, int type, int keyBytes, int valueBytes, int entries) {
        private static final int PERCPU_ARRAY = 6;

        /** Bytes that a system call copies for one value: per CPU, 8-byte aligned each, where the map is. */
        int copiedBytes() {
            return type == PERCPU_ARRAY ? (valueBytes + 7) / 8 * 8 * Libbpf.possibleCpus() : valueBytes;
        }
    }

    /** struct bpf_link_info: type 0, id 4, prog_id 8, xdp.ifindex 16; ifindex 0 where the interface is gone. */
    record LinkInfo(int id, int programId, int ifindex) {}

    static MapInfo map(int fd) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = read(fd, arena);
            return new MapInfo(
                    info.get(JAVA_INT, 4),
                    info.get(JAVA_INT, 0),
                    info.get(JAVA_INT, 8),
                    info.get(JAVA_INT, 12),
                    info.get(JAVA_INT, 16));
        }
    }

    /** struct bpf_prog_info: type 0, id 4. */
    static int programId(int fd) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            return read(fd, arena).get(JAVA_INT, 4);
        }
    }

    /** Ids of the maps that a program uses. struct bpf_prog_info: nr_map_ids 52, map_ids 56. */
    static Set<Integer> programMaps(int fd) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ids = arena.allocate(JAVA_INT, MAPS_ROOM);
            MemorySegment info = arena.allocate(ROOM, 8);
            info.set(JAVA_INT, 52, MAPS_ROOM);
            info.set(ADDRESS, 56, ids);
            read(fd, arena, info);
            return IntStream.range(0, Math.min(info.get(JAVA_INT, 52), MAPS_ROOM))
                    .mapToObj(i -> ids.getAtIndex(JAVA_INT, i))
                    .collect(Collectors.toSet());
        }
    }

    static LinkInfo link(int fd) throws RefusedException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = read(fd, arena);
            return new LinkInfo(info.get(JAVA_INT, 4), info.get(JAVA_INT, 8), info.get(JAVA_INT, 16));
        }
    }

    private static MemorySegment read(int fd, Arena arena) throws RefusedException {
        MemorySegment info = arena.allocate(ROOM, 8);
        read(fd, arena, info);
        return info;
    }

    private static void read(int fd, Arena arena, MemorySegment info) throws RefusedException {
        MemorySegment length = arena.allocateFrom(JAVA_INT, ROOM);
        int result = Libbpf.info(fd, info, length);
        if (result != 0) {
            throw new RefusedException(
                    "XDP_INFO",
                    "The kernel does not describe a BPF object (" + Errno.describe(result)
                            + "): it must be version 6.1 or later.");
        }
    }
}
