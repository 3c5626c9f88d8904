package dev.turnout.hwtests.bench;

import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import dev.turnout.core.model.Protocol;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The frame that all flows of a case have in common. The prelude writes source address, ports and, where there are several
 * services, the VIP; so no checksum is right, and nobody on the way looks at one.
 *
 * @param hex its bytes, a multiple of 8, in hexadecimal
 */
record Frame(Family family, String hex) {
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int SIZE4 = 64;
    private static final int SIZE6 = 80;
    private static final int TTL = 64;
    private static final short ACK = 0x5010;
    private static final short SYN = 0x5002;
    private static final int SOURCE_PORT = 1024;
    private static final IpAddress SOURCE6 = new IpAddress(0x2001_0db8_0000_0000L, 0);

    static Frame tcp(IpAddress vip, int port) {
        return tcp(vip, port, ACK);
    }

    static Frame syn(IpAddress vip, int port) {
        return tcp(vip, port, SYN);
    }

    private static Frame tcp(IpAddress vip, int port, short lengthAndFlags) {
        ByteBuffer frame = upToPorts(vip, Protocol.TCP, port);
        frame.putInt(1).putInt(1).putShort(lengthAndFlags).putShort((short) 1000);
        return of(frame, vip);
    }

    static Frame udp(IpAddress vip, int port) {
        ByteBuffer frame = upToPorts(vip, Protocol.UDP, port);
        frame.putShort((short) (frame.remaining() + 4));
        return of(frame, vip);
    }

    private static Frame of(ByteBuffer frame, IpAddress vip) {
        return new Frame(vip.family(), HexFormat.of().formatHex(frame.array()));
    }

    private static ByteBuffer upToPorts(IpAddress vip, Protocol protocol, int port) {
        byte number = (byte) protocol.number();
        boolean ipv4 = vip.isIpv4();
        ByteBuffer frame = ByteBuffer.allocate(ipv4 ? SIZE4 : SIZE6);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        if (ipv4) {
            frame.putShort((short) 0x0800).put((byte) 0x45).put((byte) 0).putShort((short) (SIZE4 - ETHERNET));
            frame.putInt(0x00004000).put((byte) TTL).put(number).putShort((short) 0);
            frame.putInt(0).putInt(vip.ipv4Bits());
        } else {
            frame.putShort((short) 0x86dd).putInt(0x60000000).putShort((short) (SIZE6 - ETHERNET - IPV6));
            frame.put(number).put((byte) TTL);
            frame.put(SOURCE6.mappedBytes()).put(vip.mappedBytes());
        }
        return frame.putShort((short) SOURCE_PORT).putShort((short) port);
    }

    /** Where the last four bytes of the source address are. */
    int source() {
        return vip() - (family == Family.IPV4 ? 4 : 16);
    }

    /** Where the last four bytes of the destination address are. */
    int vip() {
        return ports() - 4;
    }

    /** Where the ports are. */
    int ports() {
        return ETHERNET + (family == Family.IPV4 ? IPV4 : IPV6);
    }
}
