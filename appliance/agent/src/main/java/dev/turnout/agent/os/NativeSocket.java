package dev.turnout.agent.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * A socket of a kind that Java does not know, by the C library's own functions. It belongs to the network namespace of the
 * thread that made it, is closed in programs that are started, and never blocks.
 */
final class NativeSocket implements AutoCloseable {
    static final int RAW = 3;

    private static final int CLOEXEC = 0x8_0000;
    private static final int NONBLOCK = 0x800;

    private static final MethodHandle SOCKET = LibC.handle(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SETSOCKOPT = LibC.handle(
            "setsockopt",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = LibC.handle(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle RECVFROM = LibC.handle(
            "recvfrom",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE =
            LibC.handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final int descriptor;

    private NativeSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * Needs CAP_NET_RAW.
     *
     * @throws IllegalStateException with the kernel's reason where it refuses
     */
    static NativeSocket open(int family, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            int descriptor = (int) SOCKET.invokeExact(captured, family, type | CLOEXEC | NONBLOCK, protocol);
            if (descriptor < 0) {
                throw new IllegalStateException("cannot open a socket of family " + family + " (" + LibC.error(captured)
                        + "): run as root or with CAP_NET_RAW");
            }
            return new NativeSocket(descriptor);
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    /** A constant of a socket call, which every kernel takes. */
    void set(int level, int option, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
            int result = (int) SETSOCKOPT.invokeExact(captured, descriptor, level, option, bytes, value.length);
            if (result < 0) {
                throw new IllegalStateException("socket option " + level + "." + option + ": " + LibC.error(captured));
            }
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    /** @return why it was not sent */
    Optional<String> send(byte[] message, byte[] address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, message);
            MemorySegment to = arena.allocate(address.length, Long.BYTES);
            to.copyFrom(MemorySegment.ofArray(address));
            long sent = (long)
                    SENDTO.invokeExact(captured, descriptor, bytes, (long) message.length, 0, to, address.length);
            return sent == message.length ? Optional.empty() : Optional.of(LibC.error(captured));
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    /** A message, cut off at the given size; empty where there is none now. */
    Optional<byte[]> receive(int size) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment bytes = arena.allocate(size);
            long read = (long) RECVFROM.invokeExact(
                    captured, descriptor, bytes, (long) size, 0, MemorySegment.NULL, MemorySegment.NULL);
            return read < 0
                    ? Optional.empty()
                    : Optional.of(bytes.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(LibC.CAPTURED), descriptor);
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }
}
