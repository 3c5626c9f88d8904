package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks the kernel about one interface at a time: rtnetlink(7)'s RTM_GETLINK. In the network namespace of the thread that
 * opened it. {@code /sys/class/net} would not do: it shows the namespace of whoever mounted it.
 */
final class LinkQuery implements AutoCloseable {
    private static final short NLMSG_ERROR = 2;
    private static final short RTM_NEWLINK = 16;
    private static final short RTM_GETLINK = 18;
    private static final short NLM_F_REQUEST = 1;
    private static final int IFF_UP = 1;
    private static final int IFF_LOWER_UP = 1 << 16;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_STATS64 = 23;
    private static final int IFLA_XDP = 43;
    private static final int IFLA_XDP_DRV_PROG_ID = 5;
    private static final int IFLA_XDP_SKB_PROG_ID = 6;
    private static final int IFLA_XDP_HW_PROG_ID = 7;
    /** Beside an attribute's type stand two flags. */
    private static final int TYPE_MASK = 0x3fff;

    /** struct nlmsghdr: length 0, type 4, flags 6, sequence 8; then struct ifinfomsg: index 20, flags 24; then attributes. */
    private static final int ATTRIBUTES = 32;
    /** struct nlmsgerr follows the head: error 16. */
    private static final int ERROR = 16;

    private static final int ATTRIBUTE_HEAD = 4;
    private static final int REQUEST = 64;
    private static final int ROOM = 32 << 10;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(REQUEST, 8);
    private final MemorySegment answer = arena.allocate(ROOM, 8);
    private final int socket;
    private int sequence;

    private LinkQuery(int socket) {
        this.socket = socket;
    }

    static LinkQuery open() throws RefusedException {
        int socket = Netlink.open();
        if (socket < 0) {
            throw new RefusedException(
                    "XDP_NETLINK",
                    "The kernel cannot be asked about interfaces (" + Errno.describe(socket)
                            + "): allow netlink sockets to this process.");
        }
        return new LinkQuery(socket);
    }

    /**
     * An interface as it is now.
     *
     * @param received packets since it is there
     * @param inDriver id of the XDP program that its driver runs, 0 for none
     * @param generic likewise of the one in the network stack
     * @param onCard likewise of the one on the card
     */
    record Interface(int index, boolean up, boolean carrier, long received, int inDriver, int generic, int onCard) {}

    /** Empty where there is none of that name. */
    Optional<Interface> find(String name) {
        sequence++;
        int result = Netlink.send(socket, request.asSlice(0, write(name)));
        if (result > 0) {
            result = receive();
        }
        if (result > ATTRIBUTES && answer.get(JAVA_SHORT, 4) == RTM_NEWLINK) {
            return Optional.of(read(result));
        }
        int error = result > ERROR && answer.get(JAVA_SHORT, 4) == NLMSG_ERROR ? answer.get(JAVA_INT, ERROR) : result;
        if (error != -Errno.ENODEV) {
            throw new IllegalStateException(name + " is not described: " + Errno.describe(error));
        }
        return Optional.empty();
    }

    /** Bytes of the answer to the last request; what is left of earlier ones is passed over. */
    private int receive() {
        int got;
        do {
            got = Netlink.receive(socket, answer);
        } while (got > ERROR && answer.get(JAVA_INT, 8) != sequence);
        return got;
    }

    private int write(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int attribute = ATTRIBUTE_HEAD + text.length + 1;
        int length = ATTRIBUTES + aligned(attribute);
        request.fill((byte) 0);
        request.set(JAVA_INT, 0, length);
        request.set(JAVA_SHORT, 4, RTM_GETLINK);
        request.set(JAVA_SHORT, 6, NLM_F_REQUEST);
        request.set(JAVA_INT, 8, sequence);
        request.set(JAVA_SHORT, ATTRIBUTES, (short) attribute);
        request.set(JAVA_SHORT, ATTRIBUTES + 2, (short) IFLA_IFNAME);
        MemorySegment.copy(text, 0, request, JAVA_BYTE, ATTRIBUTES + ATTRIBUTE_HEAD, text.length);
        return length;
    }

    private Interface read(int length) {
        int flags = answer.get(JAVA_INT, 24);
        long received = 0;
        MemorySegment xdp = MemorySegment.NULL;
        MemorySegment attributes = answer.asSlice(ATTRIBUTES, length - ATTRIBUTES);
        for (int at = 0; at + ATTRIBUTE_HEAD <= attributes.byteSize(); at += aligned(size(attributes, at))) {
            MemorySegment value = value(attributes, at);
            switch (type(attributes, at)) {
                case IFLA_STATS64 -> received = value.get(JAVA_LONG_UNALIGNED, 0);
                case IFLA_XDP -> xdp = value;
                default -> {}
            }
        }
        return new Interface(
                answer.get(JAVA_INT, 20),
                (flags & IFF_UP) != 0,
                (flags & IFF_LOWER_UP) != 0,
                received,
                id(xdp, IFLA_XDP_DRV_PROG_ID),
                id(xdp, IFLA_XDP_SKB_PROG_ID),
                id(xdp, IFLA_XDP_HW_PROG_ID));
    }

    private static int id(MemorySegment xdp, int wanted) {
        for (int at = 0; at + ATTRIBUTE_HEAD <= xdp.byteSize(); at += aligned(size(xdp, at))) {
            if (type(xdp, at) == wanted) {
                return value(xdp, at).get(JAVA_INT_UNALIGNED, 0);
            }
        }
        return 0;
    }

    /** struct rtattr: length 0, type 2. */
    private static int size(MemorySegment attributes, int at) {
        return Math.max(ATTRIBUTE_HEAD, Short.toUnsignedInt(attributes.get(JAVA_SHORT_UNALIGNED, at)));
    }

    private static int type(MemorySegment attributes, int at) {
        return attributes.get(JAVA_SHORT_UNALIGNED, at + 2) & TYPE_MASK;
    }

    private static MemorySegment value(MemorySegment attributes, int at) {
        return attributes.asSlice(at + ATTRIBUTE_HEAD, size(attributes, at) - ATTRIBUTE_HEAD);
    }

    private static int aligned(int bytes) {
        return (bytes + 3) & ~3;
    }

    @Override
    public void close() {
        LibC.close(socket);
        arena.close();
    }
}
