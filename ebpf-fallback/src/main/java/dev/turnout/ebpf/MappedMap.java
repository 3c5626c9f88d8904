package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The value of a one-entry array map, mapped into this process: what is stored here is what the next packet reads.
 *
 * <p>Host byte order. 32-bit words are naturally aligned, since the mapping begins on a page.
 */
final class MappedMap {
    private static final VarHandle WORD = JAVA_INT.varHandle();

    private final MemorySegment memory;

    private MappedMap(MemorySegment memory) {
        this.memory = memory;
    }

    /** Maps the map behind a descriptor, which may be closed afterwards; unmapped when the arena closes. */
    static MappedMap open(String name, int fd, long bytes, Arena arena) throws RefusedException {
        LibC.MappedResult mapped = LibC.map(fd, bytes, arena);
        if (mapped.result() != 0) {
            throw new RefusedException(
                    "XDP_MAP",
                    "The map " + name + " of " + bytes + " bytes cannot be mapped into memory ("
                            + Errno.describe(mapped.result()) + "): raise the memory limit of the service.");
        }
        return new MappedMap(mapped.memory());
    }

    MemorySegment memory() {
        return memory;
    }

    long bytes() {
        return memory.byteSize();
    }

    int word(long offset) {
        return (int) WORD.getOpaque(memory, offset);
    }

    /** One atomic store, with everything stored before it visible to who reads it. */
    void publish(long offset, int word) {
        WORD.setRelease(memory, offset, word);
    }
}
