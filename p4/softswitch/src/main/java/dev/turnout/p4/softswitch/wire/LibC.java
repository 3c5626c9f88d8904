package dev.turnout.p4.softswitch.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls of the C library that a packet socket needs. Failures answer {@code -errno}. Those of every frame are given the room
 * for their errno, so that they allocate nothing.
 */
@SuppressWarnings("restricted") // native calls are what this class is for
final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle IF_NAMETOINDEX = handle("if_nametoindex", JAVA_INT, ADDRESS);
    private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle WRITE = handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle POLL = handle("poll", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVMSG = handle("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private LibC() {}

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), ERRNO);
    }

    /** Room for the errno of one call at a time. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(CAPTURE);
    }

    private static long answer(long result, MemorySegment errno) {
        return result < 0 ? -(int) ERRNO_VALUE.get(errno, 0L) : result;
    }

    /** A method handle has thrown what its C function cannot: a bug of ours, never an outcome. */
    private static RuntimeException unexpected(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException("a native call failed in the linker", e);
    }

    static int socket(int family, int type, int protocol) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            return (int) answer((int) SOCKET.invokeExact(errno, family, type, protocol), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setOption(int descriptor, int level, int option, MemorySegment value) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            int size = (int) value.byteSize();
            return (int) answer((int) SETSOCKOPT.invokeExact(errno, descriptor, level, option, value, size), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getOption(int descriptor, int level, int option, MemorySegment value) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            MemorySegment size = scratch.allocateFrom(JAVA_INT, (int) value.byteSize());
            return (int) answer((int) GETSOCKOPT.invokeExact(errno, descriptor, level, option, value, size), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(int descriptor, MemorySegment address) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            int size = (int) address.byteSize();
            return (int) answer((int) BIND.invokeExact(errno, descriptor, address, size), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What a socket is bound to now. */
    static int boundTo(int descriptor, MemorySegment address) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            MemorySegment size = scratch.allocateFrom(JAVA_INT, (int) address.byteSize());
            return (int) answer((int) GETSOCKNAME.invokeExact(errno, descriptor, address, size), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** In this thread's network namespace; 0 where there is none of that name. */
    static int interfaceIndex(String name) {
        try (Arena scratch = Arena.ofConfined()) {
            return (int) IF_NAMETOINDEX.invokeExact(errno(scratch), scratch.allocateFrom(name));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int eventDescriptor(int flags) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            return (int) answer((int) EVENTFD.invokeExact(errno, 0, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long write(int descriptor, MemorySegment bytes) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = errno(scratch);
            return answer((long) WRITE.invokeExact(errno, descriptor, bytes, bytes.byteSize()), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Its result is of no use: the descriptor is gone even where close reports an error. */
    static void close(int descriptor) {
        try (Arena scratch = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(errno(scratch), descriptor);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int poll(MemorySegment errno, MemorySegment descriptors, long count, int timeoutMillis) {
        try {
            return (int) answer((int) POLL.invokeExact(errno, descriptors, count, timeoutMillis), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long receive(MemorySegment errno, int descriptor, MemorySegment message, int flags) {
        try {
            return answer((long) RECVMSG.invokeExact(errno, descriptor, message, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static long send(MemorySegment errno, int descriptor, MemorySegment bytes, long length, int flags) {
        try {
            return answer((long) SEND.invokeExact(errno, descriptor, bytes, length, flags), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
