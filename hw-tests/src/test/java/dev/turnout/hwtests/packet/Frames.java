package dev.turnout.hwtests.packet;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Untagged Ethernet frames as a router would send them to the box. Lengths and checksums are right, except that an
 * embedded packet is cut after its first 8 bytes of transport header, as RFC 792 has it.
 */
public final class Frames {
    public static final int SYN = 0x02;
    public static final int ACK = 0x10;

    /** The box's and the router's MAC. */
    private static final byte[] BOX = {2, 0, 0, 0, 0, 1};

    private static final byte[] ROUTER = {2, 0, 0, 0, 0, 2};
    private static final int ETHERTYPE_IPV4 = 0x0800;
    private static final int ETHERTYPE_IPV6 = 0x86dd;
    private static final int TTL = 61;
    private static final int ICMP = 1;
    private static final int ICMPV6 = 58;

    private Frames() {}

    /** A packet of the flow: TCP with these flags, or UDP, which has none. */
    public static byte[] of(FiveTuple flow, int tcpFlags, int payloadBytes) {
        return ethernet(flow.source(), ip(flow, tcpFlags, payloadBytes));
    }

    /**
     * An ICMP error "destination unreachable" that a router on the way to the client sends to the VIP, about an answer
     * of the flow.
     *
     * @param flow from client to VIP
     */
    public static byte[] icmpError(IpAddress router, FiveTuple flow) {
        boolean ipv4 = flow.source().isIpv4();
        byte[] answer = ip(flow.reversed(), ACK, 0);
        byte[] embedded = Arrays.copyOf(answer, (ipv4 ? 20 : 40) + 8);
        ByteBuffer icmp = ByteBuffer.allocate(8 + embedded.length)
                .put((byte) (ipv4 ? 3 : 1))
                .put((byte) (ipv4 ? 1 : 3))
                .putShort((short) 0)
                .putInt(0)
                .put(embedded);
        int pseudo = ipv4 ? 0 : pseudoSum(router, flow.destination(), ICMPV6, icmp.capacity());
        icmp.putShort(2, checksum(icmp.array(), pseudo));
        return ethernet(router, ip(router, flow.destination(), ipv4 ? ICMP : ICMPV6, icmp.array()));
    }

    private static byte[] ip(FiveTuple flow, int tcpFlags, int payloadBytes) {
        byte[] transport = switch (flow.protocol()) {
            case TCP -> tcp(flow, tcpFlags, payloadBytes);
            case UDP -> udp(flow, payloadBytes);
        };
        return ip(flow.source(), flow.destination(), flow.protocol().number(), transport);
    }

    private static byte[] tcp(FiveTuple flow, int flags, int payloadBytes) {
        ByteBuffer tcp = ByteBuffer.allocate(20 + payloadBytes)
                .putShort((short) flow.sourcePort())
                .putShort((short) flow.destinationPort())
                .putInt(1)
                .putInt((flags & ACK) != 0 ? 1 : 0)
                .put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 64_240);
        tcp.putShort(16, checksum(tcp.array(), pseudoSum(flow, tcp.capacity())));
        return tcp.array();
    }

    private static byte[] udp(FiveTuple flow, int payloadBytes) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payloadBytes)
                .putShort((short) flow.sourcePort())
                .putShort((short) flow.destinationPort())
                .putShort((short) (8 + payloadBytes));
        udp.putShort(6, checksum(udp.array(), pseudoSum(flow, udp.capacity())));
        return udp.array();
    }

    private static byte[] ip(IpAddress source, IpAddress destination, int protocol, byte[] payload) {
        if (!source.isIpv4()) {
            return ByteBuffer.allocate(40 + payload.length)
                    .putInt(0x6000_0000)
                    .putShort((short) payload.length)
                    .put((byte) protocol)
                    .put((byte) TTL)
                    .put(source.wireBytes())
                    .put(destination.wireBytes())
                    .put(payload)
                    .array();
        }
        ByteBuffer header = ByteBuffer.allocate(20)
                .putShort((short) 0x4500)
                .putShort((short) (20 + payload.length))
                .putInt(0x0000_4000)
                .put((byte) TTL)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(source.wireBytes())
                .put(destination.wireBytes());
        header.putShort(10, checksum(header.array(), 0));
        return ByteBuffer.allocate(20 + payload.length)
                .put(header.array())
                .put(payload)
                .array();
    }

    private static byte[] ethernet(IpAddress source, byte[] ip) {
        return ByteBuffer.allocate(14 + ip.length)
                .put(BOX)
                .put(ROUTER)
                .putShort((short) (source.isIpv4() ? ETHERTYPE_IPV4 : ETHERTYPE_IPV6))
                .put(ip)
                .array();
    }

    private static int pseudoSum(FiveTuple flow, int length) {
        return pseudoSum(flow.source(), flow.destination(), flow.protocol().number(), length);
    }

    /** The sum of the pseudo header (RFC 793 §3.1, RFC 8200 §8.1). */
    private static int pseudoSum(IpAddress source, IpAddress destination, int protocol, int length) {
        return sum(source.wireBytes()) + sum(destination.wireBytes()) + protocol + length;
    }

    private static int sum(byte[] bytes) {
        int sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 255) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    /** RFC 1071. */
    private static short checksum(byte[] bytes, int initial) {
        int sum = initial + sum(bytes);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (short) ~sum;
    }
}
