package dev.turnout.ebpf;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map that is read and written by system calls. Keys and values are bytes, in the layout of the packet path. */
final class KernelMap {
    static final long ANY = 0;
    private static final int WALK_ROOM = 4096;

    private final String name;
    private final int fd;
    private final int keyBytes;
    private final int valueBytes;

    /** @param valueBytes of one value as system calls copy it: for per-CPU maps, of all CPUs together */
    KernelMap(String name, int fd, int keyBytes, int valueBytes) {
        this.name = name;
        this.fd = fd;
        this.keyBytes = keyBytes;
        this.valueBytes = valueBytes;
    }

    /** A key with its value; both are the caller's to keep. */
    static final class Entry {
        private final byte[] key;
        private final byte[] value;

        Entry(byte[] key, byte[] value) {
            this.key = key;
            this.value = value;
        }

        byte[] key() {
            return key;
        }

        byte[] value() {
            return value;
        }
    }

    /** All entries. One that comes or goes meanwhile may be missing. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(keyBytes, 8);
            MemorySegment next = arena.allocate(keyBytes, 8);
            MemorySegment value = arena.allocate(valueBytes, 8);
            MemorySegment from = MemorySegment.NULL;
            while (Libbpf.mapNextKey(fd, from, next) == 0) {
                key.copyFrom(next);
                from = key;
                if (Libbpf.mapLookup(fd, key, value) == 0) {
                    entries.add(new Entry(bytes(key), bytes(value)));
                }
            }
        }
        return entries;
    }

    /** For a key and its value, which are void after the call. */
    interface Visitor {
        void visit(MemorySegment key, MemorySegment value);
    }

    /** Shows all entries of a hash map, some thousands a system call. One that comes or goes meanwhile may be missing. */
    void walk(Visitor visitor) {
        int room = WALK_ROOM;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(keyBytes, 8);
            MemorySegment count = arena.allocate(Integer.BYTES, 8);
            MemorySegment from = MemorySegment.NULL;
            MemorySegment keys = arena.allocate((long) keyBytes * room, 8);
            MemorySegment values = arena.allocate((long) valueBytes * room, 8);
            int result = 0;
            // Each call goes on by a bucket at least, or is given twice the room.
            while (result == 0 || result == -Errno.ENOSPC) {
                if (result == -Errno.ENOSPC) {
                    room = Math.multiplyExact(room, 2);
                    keys = arena.allocate((long) keyBytes * room, 8);
                    values = arena.allocate((long) valueBytes * room, 8);
                }
                count.set(ValueLayout.JAVA_INT, 0, room);
                result = Libbpf.mapLookupBatch(fd, from, place, keys, values, count, MemorySegment.NULL);
                if (result == 0 || result == -Errno.ENOENT) {
                    show(keys, values, count.get(ValueLayout.JAVA_INT, 0), visitor);
                    from = place;
                }
            }
            if (result != -Errno.ENOENT) {
                throw new IllegalStateException("map " + name + ": " + Errno.describe(result));
            }
        }
    }

    private void show(MemorySegment keys, MemorySegment values, int count, Visitor visitor) {
        for (long i = 0; i < count; i++) {
            visitor.visit(keys.asSlice(i * keyBytes, keyBytes), values.asSlice(i * valueBytes, valueBytes));
        }
    }

    /** Null where there is no such entry. */
    byte @Nullable [] get(byte[] key) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(valueBytes, 8);
            return Libbpf.mapLookup(fd, copy(key, arena), value) == 0 ? bytes(value) : null;
        }
    }

    /** 0, or a negative errno. */
    int put(byte[] key, byte[] value, long flags) {
        try (Arena arena = Arena.ofConfined()) {
            return Libbpf.mapUpdate(fd, copy(key, arena), copy(value, arena), flags);
        }
    }

    /** 0, also where it was not there; else a negative errno. */
    int remove(byte[] key) {
        try (Arena arena = Arena.ofConfined()) {
            int result = Libbpf.mapDelete(fd, copy(key, arena));
            return result == -Errno.ENOENT ? 0 : result;
        }
    }

    int fd() {
        return fd;
    }

    int valueBytes() {
        return valueBytes;
    }

    @Override
    public String toString() {
        return name;
    }

    private static MemorySegment copy(byte[] bytes, Arena arena) {
        return arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
    }

    private static byte[] bytes(MemorySegment segment) {
        return segment.toArray(ValueLayout.JAVA_BYTE);
    }
}
