package dev.turnout.agent.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * An Ethernet device of the kernel whose cable ends here (tun(4)): what the kernel sends by it is handed over, what is written
 * comes in to the kernel. It stays when it is closed, with its addresses and routes, and then has no carrier.
 */
public final class TapDevice implements AutoCloseable {
    private static final int READ_WRITE = 2;
    private static final int NONBLOCK = 0x800;
    private static final int CLOEXEC = 0x8_0000;

    /** linux/if_tun.h: _IOW('T', 202, int), _IOW('T', 203, int). */
    private static final long TUNSETIFF = 0x4004_54caL;

    private static final long TUNSETPERSIST = 0x4004_54cbL;

    /** IFF_TAP | IFF_NO_PI: frames alone. */
    private static final short FLAGS = 0x1002;

    /** struct ifreq: a name of 16 bytes, and here flags. */
    private static final int REQUEST = 40;

    private static final int NAME_BYTES = 16;
    private static final short POLLIN = 1;

    /** The largest frame there is: an IP packet behind Ethernet and two tags. */
    private static final int MOST = 65_535 + 22;

    /** How long closing may take to be noticed. */
    private static final Duration GLANCE = Duration.ofMillis(200);

    private static final MethodHandle OPEN =
            LibC.variadic("open", 2, FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle IOCTL =
            LibC.variadic("ioctl", 2, FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle READ =
            LibC.handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            LibC.handle("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            LibC.handle("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = LibC.handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final String name;
    private final int descriptor;
    private final Thread reader;
    private final AtomicLong lost = new AtomicLong();
    private volatile boolean closed;

    /** The outcome of opening one. */
    public sealed interface Opened {
        record Open(TapDevice device) implements Opened {}

        /** @param why one sentence that names the remedy */
        record Refused(String why) implements Opened {}
    }

    private TapDevice(String name, int descriptor, Consumer<byte[]> frames) {
        this.name = name;
        this.descriptor = descriptor;
        this.reader = Thread.ofPlatform().daemon().name("tap " + name).unstarted(() -> read(frames));
    }

    /**
     * Makes the device in the calling thread's network namespace, or takes one that is there. Needs CAP_NET_ADMIN.
     *
     * @param frames what the kernel sends by it, on a thread of its own
     */
    public static Opened open(String name, Consumer<byte[]> frames) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment path = arena.allocateFrom("/dev/net/tun");
            int descriptor = (int) OPEN.invokeExact(captured, path, READ_WRITE | NONBLOCK | CLOEXEC);
            if (descriptor < 0) {
                return new Opened.Refused("cannot open /dev/net/tun (" + LibC.error(captured)
                        + "): load the kernel's module tun, and run as root");
            }
            MemorySegment request = arena.allocate(REQUEST, Long.BYTES);
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, Math.min(bytes.length, NAME_BYTES - 1));
            request.set(JAVA_SHORT, NAME_BYTES, FLAGS);
            int set = (int) IOCTL.invokeExact(captured, descriptor, TUNSETIFF, request);
            if (set >= 0) {
                set = (int) IOCTL.invokeExact(captured, descriptor, TUNSETPERSIST, MemorySegment.ofAddress(1));
            }
            if (set < 0) {
                String why = LibC.error(captured);
                int _ = (int) CLOSE.invokeExact(captured, descriptor);
                return new Opened.Refused("cannot make the device " + name + " (" + why
                        + "): give another name, end whoever holds it, or run as root");
            }
            TapDevice device = new TapDevice(name, descriptor, frames);
            device.reader.start();
            return new Opened.Open(device);
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    public String name() {
        return name;
    }

    /** Frames that the kernel did not take, since the device is down or its queue is full. */
    public long lost() {
        return lost.get();
    }

    /** A frame comes in to the kernel. Never blocks. */
    public void write(byte[] frame) {
        if (closed) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, frame);
            long written = (long) WRITE.invokeExact(captured, descriptor, bytes, (long) frame.length);
            if (written < 0) {
                lost.incrementAndGet();
            }
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    private void read(Consumer<byte[]> frames) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(LibC.CAPTURED);
            MemorySegment buffer = arena.allocate(MOST);
            // struct pollfd: descriptor, events, returned events.
            MemorySegment poll = arena.allocate(8, 4);
            poll.set(JAVA_INT, 0, descriptor);
            poll.set(JAVA_SHORT, 4, POLLIN);
            while (!closed) {
                int ready = (int) POLL.invokeExact(captured, poll, 1L, (int) GLANCE.toMillis());
                for (Optional<byte[]> next = next(ready, captured, buffer);
                        next.isPresent();
                        next = next(ready, captured, buffer)) {
                    frames.accept(next.get());
                }
            }
            int _ = (int) CLOSE.invokeExact(captured, descriptor);
        } catch (Throwable thrown) {
            throw LibC.unchecked(thrown);
        }
    }

    private Optional<byte[]> next(int ready, MemorySegment captured, MemorySegment buffer) throws Throwable {
        if (ready <= 0 || closed) {
            return Optional.empty();
        }
        long count = (long) READ.invokeExact(captured, descriptor, buffer, (long) MOST);
        return count <= 0
                ? Optional.empty()
                : Optional.of(buffer.asSlice(0, count).toArray(JAVA_BYTE));
    }

    /** Waits for the reader, a moment at most. */
    @Override
    public void close() {
        closed = true;
        try {
            boolean ignored = reader.join(GLANCE.multipliedBy(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
