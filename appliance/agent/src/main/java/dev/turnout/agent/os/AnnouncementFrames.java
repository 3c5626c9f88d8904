package dev.turnout.agent.os;

import dev.turnout.core.dataplane.MacAddress;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.List;

/** The Ethernet frames that tell a network where a VIP is now. Pure; big-endian as on the wire. */
final class AnnouncementFrames {
    private static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    /** Of ff02::1, all nodes (RFC 2464 §7). */
    private static final MacAddress ALL_NODES = new MacAddress(0x3333_0000_0001L);

    private static final int ETHERNET = 14;
    private static final int ARP = 28;
    private static final int IPV6 = 40;
    private static final int ADVERTISEMENT = 32;

    private static final int ARP_REQUEST = 1;
    private static final int ARP_REPLY = 2;
    private static final int ICMPV6 = 58;
    private static final int NEIGHBOUR_ADVERTISEMENT = 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int TARGET_LINK_ADDRESS = 2;

    private AnnouncementFrames() {}

    /**
     * For IPv4 an announcement (RFC 5227 §3: a request), and the same as a reply, since some caches heed only the one and
     * some only the other. For IPv6 an unsolicited neighbour advertisement (RFC 4861 §7.2.6).
     */
    static List<byte[]> of(IpAddress vip, MacAddress mac) {
        return vip.isIpv4()
                ? List.of(gratuitousArp(ARP_REQUEST, vip, mac), gratuitousArp(ARP_REPLY, vip, mac))
                : List.of(advertisement(vip, mac));
    }

    /** RFC 826: Ethernet and IPv4, sender and target are both the VIP; a reply's target is also the sender's MAC. */
    private static byte[] gratuitousArp(int operation, IpAddress vip, MacAddress mac) {
        byte[] target = operation == ARP_REPLY ? mac.bytes() : new byte[6];
        return ethernet(BROADCAST, mac, 0x0806, ARP)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) operation)
                .put(mac.bytes())
                .put(vip.wireBytes())
                .put(target)
                .put(vip.wireBytes())
                .array();
    }

    private static byte[] advertisement(IpAddress vip, MacAddress mac) {
        IpAddress allNodes = new IpAddress(0xff02_0000_0000_0000L, 1);
        ByteBuffer frame = ethernet(ALL_NODES, mac, 0x86dd, IPV6 + ADVERTISEMENT)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT)
                .put((byte) ICMPV6)
                .put((byte) 255)
                .put(vip.wireBytes())
                .put(allNodes.wireBytes())
                .put((byte) NEIGHBOUR_ADVERTISEMENT)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(vip.wireBytes())
                .put((byte) TARGET_LINK_ADDRESS)
                .put((byte) 1)
                .put(mac.bytes());
        frame.putShort(ETHERNET + IPV6 + 2, checksum(frame));
        return frame.array();
    }

    private static ByteBuffer ethernet(MacAddress to, MacAddress from, int type, int payload) {
        return ByteBuffer.allocate(ETHERNET + payload)
                .put(to.bytes())
                .put(from.bytes())
                .putShort((short) type);
    }

    /** RFC 4443 §2.3: over both addresses, the length, the next header, and the message with its checksum as 0. */
    private static short checksum(ByteBuffer frame) {
        int sum = ADVERTISEMENT + ICMPV6;
        for (int at = ETHERNET + 8; at < frame.capacity(); at += 2) {
            sum += Short.toUnsignedInt(frame.getShort(at));
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
