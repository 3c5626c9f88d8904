package dev.turnout.p4.softswitch.wire;

/** Undoes what the kernel has left to hardware, so that a frame is as it would be on a wire. Pure. */
final class Offloads {
    private static final int MACS = 12;
    private static final int TAG = 4;

    private Offloads() {}

    /** With the tag that the kernel has taken out of it, in front of any that it has left in. */
    static byte[] tagged(byte[] frame, int type, int tci) {
        byte[] tagged = new byte[frame.length + TAG];
        System.arraycopy(frame, 0, tagged, 0, MACS);
        put(tagged, MACS, type);
        put(tagged, MACS + 2, tci);
        System.arraycopy(frame, MACS, tagged, MACS + TAG, frame.length - MACS);
        return tagged;
    }

    /**
     * Writes the checksum that a sender has begun and left to its interface: what stands in its field is the sum of the pseudo
     * header. Nothing is done where the field is not in the frame.
     *
     * @param start where what it is over begins, in bytes from the start of the frame
     * @param offset of the field, from there
     */
    static void completeChecksum(byte[] frame, int start, int offset) {
        if (start + offset + 2 > frame.length) {
            return;
        }
        long sum = 0;
        for (int at = start; at < frame.length; at += 2) {
            sum += (frame[at] & 255) << 8 | (at + 1 < frame.length ? frame[at + 1] & 255 : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        int checksum = (int) ~sum & 0xffff;
        // As the kernel does it, for TCP too: 0 would say of UDP that there is none (RFC 768), and both are zero in the
        // sum.
        put(frame, start + offset, checksum == 0 ? 0xffff : checksum);
    }

    private static void put(byte[] frame, int at, int value) {
        frame[at] = (byte) (value >>> 8);
        frame[at + 1] = (byte) value;
    }
}
