package dev.turnout.p4.softswitch.wire;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where one frame after another is received into: struct msghdr, with what the kernel says beside the frame.
 *
 * <pre>
 *   struct msghdr ──▶ iovec ──▶ struct virtio_net_hdr, frame     what was left to hardware
 *         └─────────▶ cmsghdr, struct tpacket_auxdata           the tag that was taken out
 * </pre>
 */
final class Inbox {
    /** struct virtio_net_hdr, in front of each frame in both directions; all zero leaves nothing to hardware. */
    static final int OFFLOAD_BYTES = 10;

    private static final int NEEDS_CHECKSUM = 1;
    private static final long SEGMENTS = 1;
    private static final long CHECKSUM_START = 6;
    private static final long CHECKSUM_OFFSET = 8;

    private static final long MESSAGE_BYTES = 56;
    private static final long MESSAGE_VECTOR = 16;
    private static final long MESSAGE_VECTORS = 24;
    private static final long MESSAGE_CONTROL = 32;
    private static final long MESSAGE_CONTROL_BYTES = 40;
    private static final long MESSAGE_FLAGS = 48;

    /** A header of 16 bytes, and 20. */
    private static final long CONTROL_BYTES = 40;

    private static final long CONTROL_LEVEL = 8;
    private static final long CONTROL_TYPE = 12;
    private static final long AUXILIARY_STATUS = 16;
    private static final long AUXILIARY_TCI = 32;
    private static final long AUXILIARY_TYPE = 34;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int TAG_VALID = 1 << 4;
    private static final int TAG_TYPE_VALID = 1 << 6;
    private static final int TYPE_VLAN = 0x8100;

    private final MemorySegment errno;
    private final MemorySegment message;
    private final MemorySegment buffer;
    private final MemorySegment control;

    Inbox(Arena arena) {
        errno = LibC.errno(arena);
        buffer = arena.allocate(OFFLOAD_BYTES + PacketSocket.MOST_BYTES, Long.BYTES);
        control = arena.allocate(CONTROL_BYTES, Long.BYTES);
        MemorySegment vector = arena.allocate(16, Long.BYTES);
        vector.set(ADDRESS, 0, buffer);
        vector.set(JAVA_LONG, 8, buffer.byteSize());
        message = arena.allocate(MESSAGE_BYTES, Long.BYTES);
        message.set(ADDRESS, MESSAGE_VECTOR, vector);
        message.set(JAVA_LONG, MESSAGE_VECTORS, 1);
        message.set(ADDRESS, MESSAGE_CONTROL, control);
    }

    MemorySegment errno() {
        return errno;
    }

    /** Ready for the next frame. */
    MemorySegment message() {
        message.set(JAVA_LONG, MESSAGE_CONTROL_BYTES, CONTROL_BYTES);
        return message;
    }

    int flags() {
        return message.get(JAVA_INT, MESSAGE_FLAGS);
    }

    /** @param length of what was received */
    Arrival frame(int length) {
        if (length < OFFLOAD_BYTES + 14) {
            return Arrival.NOTHING;
        }
        byte[] frame = buffer.asSlice(OFFLOAD_BYTES, length - OFFLOAD_BYTES).toArray(JAVA_BYTE);
        // Before the tag goes in: it is not counted in the start.
        if ((buffer.get(JAVA_BYTE, 0) & NEEDS_CHECKSUM) != 0) {
            Offloads.completeChecksum(
                    frame,
                    Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, CHECKSUM_START)),
                    Short.toUnsignedInt(buffer.get(JAVA_SHORT_UNALIGNED, CHECKSUM_OFFSET)));
        }
        return new Arrival.Frame(withTag(frame), buffer.get(JAVA_BYTE, SEGMENTS) != 0);
    }

    private byte[] withTag(byte[] frame) {
        boolean told = message.get(JAVA_LONG, MESSAGE_CONTROL_BYTES) >= AUXILIARY_TYPE + 2
                && control.get(JAVA_INT, CONTROL_LEVEL) == SOL_PACKET
                && control.get(JAVA_INT, CONTROL_TYPE) == PACKET_AUXDATA;
        int status = told ? control.get(JAVA_INT, AUXILIARY_STATUS) : 0;
        if ((status & TAG_VALID) == 0) {
            return frame;
        }
        int type = (status & TAG_TYPE_VALID) == 0
                ? TYPE_VLAN
                : Short.toUnsignedInt(control.get(JAVA_SHORT, AUXILIARY_TYPE));
        return Offloads.tagged(frame, type, Short.toUnsignedInt(control.get(JAVA_SHORT, AUXILIARY_TCI)));
    }
}
