package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The few calls of the C library that libbpf has no word for. Failures answer {@code -errno}, as libbpf's own calls do, so that
 * one reader of results serves both.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int O_CLOEXEC = 0x80000;
    private static final int LOCK_EXCLUSIVE = 2;
    private static final int LOCK_NOT_WAITING = 4;
    /** From linux/membarrier.h: waits until every CPU has left what it was running, RCU readers (so XDP programs) included. */
    private static final int MEMBARRIER_CMD_GLOBAL = 1;

    private static final MethodHandle MMAP =
            errnoHandle("mmap", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = errnoHandle("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = errnoHandle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle MOUNT =
            errnoHandle("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle IF_NAMETOINDEX = errnoHandle("if_nametoindex", JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
            ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FLOCK = errnoHandle("flock", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle VSNPRINTF = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("vsnprintf"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            ERRNO,
            Linker.Option.firstVariadicArg(1));

    private LibC() {}

    private static MethodHandle errnoHandle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    /** Room for the errno of one call. */
    static MemorySegment errnoCapture(Arena arena) {
        return arena.allocate(CAPTURE);
    }

    /** The captured errno; only meaningful after a call that failed. */
    static int errno(MemorySegment capture) {
        return (int) ERRNO_VALUE.get(capture, 0L);
    }

    /** A method handle has thrown what its C function cannot: a bug of ours, never an outcome. */
    static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException("a native call failed in the linker", e);
    }

    /** Maps a descriptor shared, readable and writable; the result lives as long as the arena, or is null with errno captured. */
    static MappedResult map(int fd, long bytes, Arena arena) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            MemorySegment at = (MemorySegment)
                    MMAP.invokeExact(errno, MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
            if (at.address() == -1L) {
                return new MappedResult(MemorySegment.NULL, -errno(errno));
            }
            return new MappedResult(at.reinterpret(bytes, arena, LibC::unmap), 0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param result 0, or the negative errno with a NULL memory */
    record MappedResult(MemorySegment memory, int result) {}

    private static void unmap(MemorySegment memory) {
        try (Arena scratch = Arena.ofConfined()) {
            int result = (int) MUNMAP.invokeExact(errnoCapture(scratch), memory, memory.byteSize());
            if (result != 0) {
                throw new IllegalStateException("munmap refused a mapping of " + memory.byteSize() + " bytes");
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a descriptor. Its result is of no use: the descriptor is gone even where close reports an error. */
    static void close(int fd) {
        try (Arena scratch = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(errnoCapture(scratch), fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A descriptor to read from a file or directory, which no child process inherits; or a negative errno. */
    static int open(String path) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            int fd = (int) OPEN.invokeExact(errno, scratch.allocateFrom(path), O_CLOEXEC);
            return fd >= 0 ? fd : -errno(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Locks a file or directory until its descriptor is closed; 0, or a negative errno: EAGAIN where it may not wait. */
    static int lock(int fd, boolean mayWait) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            int result = (int) FLOCK.invokeExact(errno, fd, LOCK_EXCLUSIVE | (mayWait ? 0 : LOCK_NOT_WAITING));
            return result == 0 ? 0 : -errno(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int mount(String source, String target, String type) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            int result = (int) MOUNT.invokeExact(
                    errno,
                    scratch.allocateFrom(source),
                    scratch.allocateFrom(target),
                    scratch.allocateFrom(type),
                    0L,
                    MemorySegment.NULL);
            return result == 0 ? 0 : -errno(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The index of an interface in this process's network namespace, or a negative errno. */
    static int interfaceIndex(String name) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            int index = (int) IF_NAMETOINDEX.invokeExact(errno, scratch.allocateFrom(name));
            return index > 0 ? index : -errno(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** membarrier(2) with the global command: returns after a grace period; 0, or a negative errno. */
    static int membarrier() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errnoCapture(scratch);
            long result = (long) SYSCALL.invokeExact(errno, membarrierNumber(), (long) MEMBARRIER_CMD_GLOBAL, 0L, 0L);
            return result >= 0 ? 0 : -errno(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static long membarrierNumber() {
        String machine = System.getProperty("os.arch", "");
        return switch (machine) {
            case "amd64" -> 324;
            case "aarch64", "riscv64" -> 283;
            default -> throw new IllegalStateException("the number of membarrier(2) on " + machine + " is not known");
        };
    }

    /** Formats into buffer; {@code arguments} is a va_list, handed on as the address it arrived as. */
    static String format(MemorySegment buffer, MemorySegment format, MemorySegment arguments) {
        try {
            int written = (int) VSNPRINTF.invokeExact(buffer, buffer.byteSize(), format, arguments);
            return written < 0 ? "" : string(buffer, buffer.byteSize());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The C string at the head of a native segment of any claimed size, at most {@code limit} bytes long. */
    static String string(MemorySegment at, long limit) {
        MemorySegment bytes = at.reinterpret(limit);
        long end = 0;
        while (end < limit && bytes.get(ValueLayout.JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] text = bytes.asSlice(0, end).toArray(ValueLayout.JAVA_BYTE);
        return new String(text, java.nio.charset.StandardCharsets.UTF_8);
    }
}
