package dev.turnout.p4.softswitch.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Waiting for a descriptor in a way that another thread can end, once and for good: poll(2) over it and an eventfd(2). */
final class WakeUp implements AutoCloseable {
    private static final int CLOEXEC_NONBLOCK = 0x8_0800;
    private static final short POLLIN = 1;

    /** struct pollfd: descriptor, events, what happened. */
    private static final MemoryLayout POLLFD =
            MemoryLayout.structLayout(ValueLayout.JAVA_INT, ValueLayout.JAVA_SHORT, ValueLayout.JAVA_SHORT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment errno = LibC.errno(arena);
    private final MemorySegment polled = arena.allocate(MemoryLayout.sequenceLayout(2, POLLFD));
    private final int event;

    private WakeUp(int event) {
        this.event = event;
        watch(0, event);
    }

    static WakeUp open() throws RefusedException {
        int event = LibC.eventDescriptor(CLOEXEC_NONBLOCK);
        if (event < 0) {
            throw new RefusedException(
                    "WIRE_SOCKET",
                    "No eventfd can be made (" + Errno.describe(-event) + "): raise the limit of open files.");
        }
        return new WakeUp(event);
    }

    private void watch(int index, int descriptor) {
        long at = POLLFD.byteSize() * index;
        polled.set(ValueLayout.JAVA_INT, at, descriptor);
        polled.set(ValueLayout.JAVA_SHORT, at + 4, POLLIN);
    }

    /** Until there is something to read or it has failed, it is woken, or the time is over. One thread waits. */
    void await(int descriptor, int millis) {
        watch(1, descriptor);
        int ignored = LibC.poll(errno, polled, 2, millis);
    }

    /** Only until it is woken, or the time is over. */
    void await(int millis) {
        int ignored = LibC.poll(errno, polled, 1, millis);
    }

    /** Ends the wait that there is and all later ones, from any thread. */
    void wake() {
        try (Arena scratch = Arena.ofConfined()) {
            long ignored = LibC.write(event, scratch.allocateFrom(ValueLayout.JAVA_LONG, 1));
        }
    }

    /** Nobody waits any more. */
    @Override
    public void close() {
        LibC.close(event);
        arena.close();
    }
}
