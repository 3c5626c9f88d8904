package dev.turnout.hwtests.net;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** What a foreign process can do with what is pinned: look at the memory of a map, write to it, give a link another program. */
public final class Bpf {
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBBPF = SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
    private static final ValueLayout INT = ValueLayout.JAVA_INT;

    private static final MethodHandle MMAP = handle(
            LINKER.defaultLookup(),
            "mmap",
            ValueLayout.ADDRESS,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            INT,
            INT,
            INT,
            ValueLayout.JAVA_LONG);
    private static final MethodHandle MUNMAP =
            handle(LINKER.defaultLookup(), "munmap", INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
    private static final MethodHandle CLOSE = handle(LINKER.defaultLookup(), "close", INT, INT);
    private static final MethodHandle OBJ_GET = handle(LIBBPF, "bpf_obj_get", INT, ValueLayout.ADDRESS);
    private static final MethodHandle LINK_UPDATE =
            handle(LIBBPF, "bpf_link_update", INT, INT, INT, ValueLayout.ADDRESS);

    private Bpf() {}

    private static MethodHandle handle(
            SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    /** The memory of a pinned map, mapped until it is {@linkplain #unmap given back}. */
    public static MemorySegment map(Path pin, long bytes) throws IOException {
        int descriptor = open(pin);
        try {
            MemorySegment mapped = (MemorySegment)
                    MMAP.invokeExact(MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, 0L);
            if (mapped.address() == -1) {
                throw new IOException("cannot map " + pin);
            }
            return mapped.reinterpret(bytes);
        } catch (Throwable e) {
            throw told(e);
        } finally {
            close(descriptor);
        }
    }

    public static void unmap(MemorySegment memory) {
        try {
            int ignored = (int) MUNMAP.invokeExact(memory, memory.byteSize());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Has a pinned link run a pinned program. */
    public static void replace(Path link, Path program) throws IOException {
        int from = open(link);
        int to = open(program);
        try {
            int result = (int) LINK_UPDATE.invokeExact(from, to, MemorySegment.NULL);
            if (result != 0) {
                throw new IOException(link + " does not take " + program + ": errno " + -result);
            }
        } catch (Throwable e) {
            throw told(e);
        } finally {
            close(from);
            close(to);
        }
    }

    private static int open(Path pin) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int descriptor = (int) OBJ_GET.invokeExact(arena.allocateFrom(pin.toString()));
            if (descriptor < 0) {
                throw new IOException("nothing is pinned at " + pin);
            }
            return descriptor;
        } catch (Throwable e) {
            throw told(e);
        }
    }

    private static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static IOException told(Throwable e) {
        return e instanceof IOException told ? told : new IOException(e);
    }
}
