package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.turnout.core.model.IpAddress;
import java.util.Arrays;

/** Reading packets back. */
final class Wire {
    static final int ETHERNET = 14;

    private Wire() {}

    static int u8(byte[] bytes, int at) {
        return Byte.toUnsignedInt(bytes[at]);
    }

    static int u16(byte[] bytes, int at) {
        return u8(bytes, at) << 8 | u8(bytes, at + 1);
    }

    static int u32(byte[] bytes, int at) {
        return u16(bytes, at) << 16 | u16(bytes, at + 2);
    }

    static IpAddress address(byte[] bytes, int at, int length) {
        return IpAddress.ofBytes(Arrays.copyOfRange(bytes, at, at + length));
    }

    static byte[] from(byte[] bytes, int at) {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }

    /** The ones' complement sum of RFC 1071, folded, begun with a sum; an odd last byte is the upper half. */
    static int sum(byte[] bytes, int from, int to, int start) {
        int sum = start;
        for (int at = from; at < to; at += 2) {
            sum += u8(bytes, at) << 8 | (at + 1 < to ? u8(bytes, at + 1) : 0);
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return sum;
    }

    static int pseudoHeader(IpAddress source, IpAddress destination, int length, int protocol) {
        int sum = sum(source.wireBytes(), 0, 16, 0);
        sum = sum(destination.wireBytes(), 0, 16, sum) + length + protocol;
        return (sum & 0xffff) + (sum >>> 16);
    }

    /** An IPv4 header's checksum is right if its sum, checksum included, is all ones. */
    static void assertIpv4Checksum(byte[] ip) {
        assertEquals(0xffff, sum(ip, 0, (u8(ip, 0) & 15) * 4, 0), "IPv4 header checksum");
    }

    /** The checksum of an ICMP or ICMPv6 message that fills the IP packet. */
    static void assertIcmpChecksum(byte[] ip) {
        if (u8(ip, 0) >> 4 == 4) {
            assertEquals(0xffff, sum(ip, 20, u16(ip, 2), 0), "ICMP checksum");
            return;
        }
        int length = u16(ip, 4);
        int start = pseudoHeader(address(ip, 8, 16), address(ip, 24, 16), length, Packet.ICMPV6);
        assertEquals(0xffff, sum(ip, 40, 40 + length, start), "ICMPv6 checksum");
    }
}
