package dev.turnout.ebpf;

import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;

/**
 * A frame for the packet path, built field by field; every field has a harmless value until it is set. Extension headers are
 * given as bytes, and each one's first byte is set here.
 */
final class Packet {
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMP = 1;
    static final int ICMPV6 = 58;
    static final int SYN = 0x02;
    static final int ACK = 0x10;
    private static final int[] NO_TAGS = {};

    private final IpAddress source;
    private final IpAddress destination;
    private final int protocol;
    private final byte[] payload;
    private int trafficClass;
    private int hops = 61;
    private int fragment = 0x4000;
    private byte[] options = {};
    private byte[][] extensions = {};
    private int firstExtension;
    private int[] tags = NO_TAGS;
    private int lengthError;

    private Packet(IpAddress source, IpAddress destination, int protocol, byte[] payload) {
        this.source = source;
        this.destination = destination;
        this.protocol = protocol;
        this.payload = payload;
    }

    static Packet of(String source, String destination, int protocol, byte[] payload) {
        return new Packet(Programs.address(source), Programs.address(destination), protocol, payload);
    }

    static Packet tcp(String source, int sourcePort, String destination, int port, int flags, int data) {
        return of(source, destination, TCP, tcpSegment(sourcePort, port, flags, data));
    }

    /** A segment of an established flow. */
    static Packet tcp(String source, int sourcePort, String destination, int port) {
        return tcp(source, sourcePort, destination, port, ACK, 0);
    }

    static Packet syn(String source, int sourcePort, String destination, int port) {
        return tcp(source, sourcePort, destination, port, SYN, 0);
    }

    static Packet udp(String source, int sourcePort, String destination, int port, int data) {
        return of(source, destination, UDP, udpDatagram(sourcePort, port, data));
    }

    /** An ICMP or ICMPv6 message, its checksum right. */
    static Packet icmp(String source, String destination, int type, int code, int rest, byte[] data) {
        byte[] message = ByteBuffer.allocate(8 + data.length)
                .put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .putInt(rest)
                .put(data)
                .array();
        boolean v4 = Programs.address(source).isIpv4();
        Packet packet = of(source, destination, v4 ? ICMP : ICMPV6, message);
        int sum = v4 ? 0 : Wire.pseudoHeader(packet.source, packet.destination, message.length, ICMPV6);
        ByteBuffer.wrap(message).putShort(2, (short) ~Wire.sum(message, 0, message.length, sum));
        return packet;
    }

    static byte[] tcpSegment(int sourcePort, int port, int flags, int data) {
        ByteBuffer segment = ByteBuffer.allocate(20 + data)
                .putShort((short) sourcePort)
                .putShort((short) port)
                .putLong(0x0000_0001_0000_0002L)
                .put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 1000)
                .putInt(0);
        while (segment.hasRemaining()) {
            segment.put((byte) segment.position());
        }
        return segment.array();
    }

    static byte[] udpDatagram(int sourcePort, int port, int data) {
        return ByteBuffer.allocate(8 + data)
                .putShort((short) sourcePort)
                .putShort((short) port)
                .putShort((short) (8 + data))
                .array();
    }

    Packet trafficClass(int value) {
        trafficClass = value;
        return this;
    }

    Packet hops(int value) {
        hops = value;
        return this;
    }

    /** IPv4's flags and offset: 0x4000 is DF, 0x2000 more fragments. */
    Packet fragment(int value) {
        fragment = value;
        return this;
    }

    /** IPv4 options, a multiple of four bytes. */
    Packet options(byte... bytes) {
        options = bytes;
        return this;
    }

    /** IPv6 extension headers; the first one is of this type, each says in its first byte what follows. */
    Packet extensions(int first, byte[]... headers) {
        firstExtension = first;
        extensions = headers;
        return this;
    }

    Packet tags(int... tcis) {
        tags = tcis;
        return this;
    }

    /** Makes the header claim so many bytes more than there are. */
    Packet lengthError(int bytes) {
        lengthError = bytes;
        return this;
    }

    byte[] ip() {
        return source.isIpv4() ? ipv4() : ipv6();
    }

    private byte[] ipv4() {
        int header = 20 + options.length;
        ByteBuffer ip = ByteBuffer.allocate(header + payload.length)
                .put((byte) (0x40 | header / 4))
                .put((byte) trafficClass)
                .putShort((short) (header + payload.length + lengthError))
                .putShort((short) 7)
                .putShort((short) fragment)
                .put((byte) hops)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(source.wireBytes())
                .put(destination.wireBytes())
                .put(options)
                .put(payload);
        return ip.putShort(10, (short) ~Wire.sum(ip.array(), 0, header, 0)).array();
    }

    private byte[] ipv6() {
        int length = payload.length;
        for (byte[] extension : extensions) {
            length += extension.length;
        }
        ByteBuffer ip = ByteBuffer.allocate(40 + length)
                .putInt(6 << 28 | trafficClass << 20 | 0x12345)
                .putShort((short) (length + lengthError))
                .put((byte) (extensions.length == 0 ? protocol : firstExtension))
                .put((byte) hops)
                .put(source.wireBytes())
                .put(destination.wireBytes());
        for (byte[] extension : extensions) {
            ip.put(extension);
        }
        return ip.put(payload).array();
    }

    byte[] frame() {
        byte[] ip = ip();
        ByteBuffer frame = ByteBuffer.allocate(14 + 4 * tags.length + ip.length)
                .put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2});
        for (int tag : tags) {
            frame.putShort((short) 0x8100).putShort((short) tag);
        }
        return frame.putShort((short) (source.isIpv4() ? 0x0800 : 0x86dd))
                .put(ip)
                .array();
    }
}
