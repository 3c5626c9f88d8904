package dev.turnout.p4.softswitch.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * All that comes in by one interface, and a way out by it: packet(7). It belongs to the network namespace of the thread that made
 * it, and neither sends nor receives for longer than a call takes. One thread receives, one at a time sends.
 */
final class PacketSocket implements AutoCloseable {
    /** Ethernet, and the largest packet of IP; with two tags. */
    static final int MOST_BYTES = 65_549 + 8;

    private static final int AF_PACKET = 17;
    private static final int RAW_CLOEXEC_NONBLOCK = 3 | 0x8_0800;
    private static final int DONTWAIT = 0x40;
    private static final int TRUNCATED = 0x20;

    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_RCVBUFFORCE = 33;
    /** The kernel's defaults hold some hundred frames, and the switch's first ones take it milliseconds each. */
    private static final int BUFFER = 16 << 20;

    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short PROMISCUOUS = 1;

    private final int descriptor;
    private final int index;
    private final Arena arena = Arena.ofShared();
    private final Inbox inbox = new Inbox(arena);
    private final MemorySegment errno = LibC.errno(arena);
    private final MemorySegment outgoing = arena.allocate(Inbox.OFFLOAD_BYTES + MOST_BYTES, Long.BYTES);

    private PacketSocket(int descriptor, int index) {
        this.descriptor = descriptor;
        this.index = index;
    }

    /** Needs CAP_NET_RAW. */
    static PacketSocket open(String device) throws RefusedException {
        int index = LibC.interfaceIndex(device);
        if (index == 0) {
            throw new RefusedException(
                    "WIRE_NO_INTERFACE",
                    "There is no interface " + device + " in this network namespace: see `ip link`.");
        }
        int descriptor = LibC.socket(AF_PACKET, RAW_CLOEXEC_NONBLOCK, 0);
        if (descriptor == -Errno.EPERM) {
            throw new RefusedException(
                    "WIRE_NO_PERMISSION",
                    "This process may not open packet sockets: run it as root, or with CAP_NET_RAW.");
        }
        if (descriptor < 0) {
            throw refused("no packet socket can be opened", descriptor);
        }
        PacketSocket socket = new PacketSocket(descriptor, index);
        try {
            socket.attach(device);
            return socket;
        } catch (RefusedException e) {
            socket.close();
            throw e;
        }
    }

    /** Bound last: until then it has no protocol, so nothing of other interfaces comes in. */
    private void attach(String device) throws RefusedException {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment on = scratch.allocateFrom(ValueLayout.JAVA_INT, 1);
            require("PACKET_AUXDATA", LibC.setOption(descriptor, SOL_PACKET, PACKET_AUXDATA, on));
            require("PACKET_VNET_HDR", LibC.setOption(descriptor, SOL_PACKET, PACKET_VNET_HDR, on));
            require("PACKET_IGNORE_OUTGOING", LibC.setOption(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, on));
            MemorySegment size = scratch.allocateFrom(ValueLayout.JAVA_INT, BUFFER);
            enlarge(SO_RCVBUFFORCE, SO_RCVBUF, size);
            enlarge(SO_SNDBUFFORCE, SO_SNDBUF, size);
            MemorySegment membership = scratch.allocate(16, Integer.BYTES);
            membership.set(ValueLayout.JAVA_INT, 0, index);
            membership.set(ValueLayout.JAVA_SHORT, 4, PROMISCUOUS);
            require(device, LibC.setOption(descriptor, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership));
            MemorySegment address = address(scratch);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_BYTE, 3, (byte) 3); // ETH_P_ALL, in network order
            address.set(ValueLayout.JAVA_INT, 4, index);
            require(device, LibC.bind(descriptor, address));
        }
    }

    /** struct sockaddr_ll: family, protocol, interface index, type, packet type, address length, address. */
    private static MemorySegment address(Arena arena) {
        return arena.allocate(20, Integer.BYTES);
    }

    /** Beyond the system's limit where it is allowed, else up to it. */
    private void enlarge(int forced, int asked, MemorySegment size) {
        if (LibC.setOption(descriptor, SOL_SOCKET, forced, size) < 0) {
            int ignored = LibC.setOption(descriptor, SOL_SOCKET, asked, size);
        }
    }

    private static void require(String what, int result) throws RefusedException {
        if (result < 0) {
            throw refused(what + " is refused", result);
        }
    }

    private static RefusedException refused(String what, int result) {
        return new RefusedException(
                "WIRE_SOCKET",
                "A port cannot be opened, since " + what + " (" + Errno.describe(-result)
                        + "): the switch needs packet sockets of Linux 4.20 or later.");
    }

    int descriptor() {
        return descriptor;
    }

    /** Whether the interface that it was made for is still there: the kernel takes the index off where it goes. */
    boolean bound() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = address(scratch);
            return LibC.boundTo(descriptor, address) >= 0 && address.get(ValueLayout.JAVA_INT, 4) == index;
        }
    }

    /** The next frame, as it would be on a wire. */
    Arrival receive() {
        long length = LibC.receive(inbox.errno(), descriptor, inbox.message(), DONTWAIT);
        if (length == -Errno.EAGAIN || length == -Errno.EINTR) {
            return Arrival.NOTHING;
        }
        if (length < 0) {
            return new Arrival.Failed((int) -length);
        }
        return (inbox.flags() & TRUNCATED) != 0 ? Arrival.TOO_LONG : inbox.frame((int) length);
    }

    /** 0, or a negative errno. */
    int send(byte[] frame) {
        if (frame.length > MOST_BYTES) {
            return -Errno.EMSGSIZE;
        }
        MemorySegment.copy(frame, 0, outgoing, ValueLayout.JAVA_BYTE, Inbox.OFFLOAD_BYTES, frame.length);
        long result = LibC.send(errno, descriptor, outgoing, Inbox.OFFLOAD_BYTES + (long) frame.length, DONTWAIT);
        return result < 0 ? (int) result : 0;
    }

    /** Frames that found its buffer full, since the last call. */
    long takeOverrun() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment statistics = scratch.allocate(8, Integer.BYTES);
            int result = LibC.getOption(descriptor, SOL_PACKET, PACKET_STATISTICS, statistics);
            return result < 0 ? 0 : Integer.toUnsignedLong(statistics.get(ValueLayout.JAVA_INT, 4));
        }
    }

    @Override
    public void close() {
        LibC.close(descriptor);
        arena.close();
    }
}
