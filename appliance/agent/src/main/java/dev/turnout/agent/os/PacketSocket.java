package dev.turnout.agent.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Optional;

/**
 * A socket of packet(7) that only sends: its protocol is 0, so the kernel hands it nothing. It belongs to the network
 * namespace of the thread that made it.
 */
final class PacketSocket implements FrameSender {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x8_0000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = handle(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SENDTO = handle(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    /** struct sockaddr_ll: family, protocol, interface index, type, packet type, address length, address. */
    private static final long ADDRESS_SIZE = 20;

    private static final long ADDRESS_INDEX = 4;

    private final int descriptor;

    private PacketSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** Needs CAP_NET_RAW; throws where it is missing, since nothing can be announced then. */
    static PacketSocket open() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            int descriptor = (int) SOCKET.invokeExact(captured, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
            if (descriptor < 0) {
                throw new IllegalStateException(
                        "cannot open a packet socket (" + error(captured) + "): run as root or with CAP_NET_RAW");
            }
            return new PacketSocket(descriptor);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public Optional<String> send(int device, byte[] frame) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            MemorySegment address = arena.allocate(ADDRESS_SIZE, Integer.BYTES);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_INT, ADDRESS_INDEX, device);
            long sent = (long) SENDTO.invokeExact(
                    captured, descriptor, bytes, (long) frame.length, 0, address, (int) ADDRESS_SIZE);
            return sent == frame.length ? Optional.empty() : Optional.of(error(captured));
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            int _ = (int) CLOSE.invokeExact(arena.allocate(CAPTURED), descriptor);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** The numbers of asm-generic/errno.h that sending can end with. */
    private static String error(MemorySegment captured) {
        int errno = (int) ERRNO.get(captured, 0L);
        return switch (errno) {
            case 1 -> "operation not permitted";
            case 6 -> "no such device";
            case 90 -> "message too long";
            case 97 -> "address family not supported";
            case 100 -> "network is down";
            case 105 -> "no buffer space available";
            default -> "errno " + errno;
        };
    }
}
