package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A socket to the kernel's routing. Failures answer {@code -errno}. */
@SuppressWarnings("restricted") // native calls are what this class is for
final class Netlink {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    /** The kernel answers such requests within the sending of them, so there is never anything to wait for. */
    private static final int MSG_DONTWAIT = 0x40;

    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);

    private Netlink() {}

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments), LibC.ERRNO);
    }

    /** A descriptor that no child process inherits. */
    static int open() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = LibC.errnoCapture(scratch);
            int fd = (int) SOCKET.invokeExact(errno, AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
            return fd >= 0 ? fd : -LibC.errno(errno);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    static int send(int socket, MemorySegment message) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = LibC.errnoCapture(scratch);
            long sent = (long) SEND.invokeExact(errno, socket, message, message.byteSize(), 0);
            return sent >= 0 ? (int) sent : -LibC.errno(errno);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }

    /** Bytes of the next message. */
    static int receive(int socket, MemorySegment into) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment errno = LibC.errnoCapture(scratch);
            long got = (long) RECV.invokeExact(errno, socket, into, into.byteSize(), MSG_DONTWAIT);
            return got >= 0 ? (int) got : -LibC.errno(errno);
        } catch (Throwable e) {
            throw LibC.unexpected(e);
        }
    }
}
