package dev.turnout.core.forwarding;

import java.util.Optional;

/**
 * The ICMP errors that a box sends about packets for its VIPs, for data planes that leave them to software: from the VIP, out where
 * the packet came in, with its tags, and both MACs exchanged. They carry the first bytes of the packet up to 576 bytes in all (RFC
 * 1812 §4.3.2.3) or 1280 (RFC 4443 §2.4), an even number of them. Whether one may be sent is the packet path's to say.
 *
 * <p>Frames are whole, from the destination MAC on, without a checksum of their own. Byte order is the network's.
 */
public final class IcmpAnswers {
    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int MOST_TAGS = 2;
    private static final int ICMP = 8;
    private static final int HOPS = 64;

    /** What differs between the families. */
    private enum Ip {
        V4(20, 576, 1, 12, 4),
        V6(40, 1280, 58, 8, 16);

        private final int header;
        private final int keep;
        private final int protocol;
        private final int addressesAt;
        private final int addressLength;

        Ip(int header, int most, int protocol, int addressesAt, int addressLength) {
            this.header = header;
            this.keep = most - header - ICMP;
            this.protocol = protocol;
            this.addressesAt = addressesAt;
            this.addressLength = addressLength;
        }
    }

    private IcmpAnswers() {}

    /**
     * Fragmentation needed (3, 4; RFC 1191), or packet too big (2, 0).
     *
     * @param mtu the size of packet that would fit
     * @return empty where the frame is no IP packet
     */
    public static Optional<byte[]> tooBig(byte[] frame, int mtu) {
        return ip(frame).map(ip -> error(ip, frame, ip == Ip.V4 ? 3 : 2, ip == Ip.V4 ? 4 : 0, mtu));
    }

    /**
     * Port unreachable (3, 3), or (1, 4).
     *
     * @return empty where the frame is no IP packet
     */
    public static Optional<byte[]> portUnreachable(byte[] frame) {
        return ip(frame).map(ip -> error(ip, frame, ip == Ip.V4 ? 3 : 1, ip == Ip.V4 ? 3 : 4, 0));
    }

    private static int half(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void put(byte[] bytes, int at, int half) {
        bytes[at] = (byte) (half >>> 8);
        bytes[at + 1] = (byte) half;
    }

    /** Where the IP header is. */
    private static int network(byte[] frame) {
        int type = ADDRESSES;
        for (int tags = 0; tags < MOST_TAGS && type + TAG < frame.length; tags++) {
            int value = half(frame, type);
            if (value != 0x8100 && value != 0x88a8) {
                break;
            }
            type += TAG;
        }
        return type + 2;
    }

    private static Optional<Ip> ip(byte[] frame) {
        int network = network(frame);
        if (frame.length < network + Ip.V4.header) {
            return Optional.empty();
        }
        return switch (half(frame, network - 2)) {
            case 0x0800 -> Optional.of(Ip.V4);
            case 0x86dd -> frame.length < network + Ip.V6.header ? Optional.empty() : Optional.of(Ip.V6);
            default -> Optional.empty();
        };
    }

    private static byte[] error(Ip ip, byte[] frame, int type, int code, int rest) {
        int network = network(frame);
        int said = ip == Ip.V4 ? half(frame, network + 2) : ip.header + half(frame, network + 4);
        int kept = Math.min(Math.min(said, ip.keep), frame.length - network) & ~1;
        int icmp = network + ip.header;
        byte[] answer = new byte[icmp + ICMP + kept];
        System.arraycopy(frame, 6, answer, 0, 6);
        System.arraycopy(frame, 0, answer, 6, 6);
        System.arraycopy(frame, ADDRESSES, answer, ADDRESSES, network - ADDRESSES);
        writeIp(ip, answer, network, ip.header + ICMP + kept);
        int addresses = network + ip.addressesAt;
        System.arraycopy(frame, addresses, answer, addresses + ip.addressLength, ip.addressLength);
        System.arraycopy(frame, addresses + ip.addressLength, answer, addresses, ip.addressLength);
        answer[icmp] = (byte) type;
        answer[icmp + 1] = (byte) code;
        put(answer, icmp + 4, rest >>> 16);
        put(answer, icmp + 6, rest);
        System.arraycopy(frame, network, answer, icmp + ICMP, kept);
        writeChecksums(ip, answer, network);
        return answer;
    }

    private static void writeIp(Ip ip, byte[] answer, int network, int length) {
        switch (ip) {
            case V4 -> {
                answer[network] = 0x45;
                put(answer, network + 2, length);
                put(answer, network + 6, 0x4000);
                answer[network + 8] = HOPS;
                answer[network + 9] = (byte) ip.protocol;
            }
            case V6 -> {
                answer[network] = 0x60;
                put(answer, network + 4, length - ip.header);
                answer[network + 6] = (byte) ip.protocol;
                answer[network + 7] = HOPS;
            }
        }
    }

    private static void writeChecksums(Ip ip, byte[] answer, int network) {
        int icmp = network + ip.header;
        long pseudo = 0;
        if (ip == Ip.V4) {
            put(answer, network + 10, checksum(answer, network, icmp, 0));
        } else {
            // RFC 8200 §8.1: addresses, length and next header.
            pseudo = sum(answer, network + ip.addressesAt, icmp) + answer.length - icmp + ip.protocol;
        }
        put(answer, icmp + 2, checksum(answer, icmp, answer.length, pseudo));
    }

    /** Of an even number of bytes. */
    private static long sum(byte[] bytes, int from, int to) {
        long sum = 0;
        for (int i = from; i < to; i += 2) {
            sum += half(bytes, i);
        }
        return sum;
    }

    /** RFC 1071. */
    private static int checksum(byte[] bytes, int from, int to, long before) {
        long sum = before + sum(bytes, from, to);
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
