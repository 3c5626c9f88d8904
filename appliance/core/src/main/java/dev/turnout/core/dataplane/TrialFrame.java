package dev.turnout.core.dataplane;

import dev.turnout.core.hash.FiveTuple;
import dev.turnout.core.model.Protocol;
import java.nio.ByteBuffer;

/** The smallest whole packet of a flow, for data planes that try out frames: Ethernet, IPv4 or IPv6, TCP or UDP, without data. */
public final class TrialFrame {
    private static final int ETHERNET = 14;
    private static final int TTL = 64;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;

    private TrialFrame() {}

    /** From the destination MAC on, all of both MACs 0. */
    public static byte[] of(FiveTuple flow, boolean syn) {
        byte[] transport = flow.protocol() == Protocol.TCP ? tcp(flow, syn) : udp(flow);
        boolean v4 = flow.source().isIpv4();
        ByteBuffer packet = ByteBuffer.allocate(ETHERNET + (v4 ? 20 : 40) + transport.length);
        packet.put(new byte[12]).putShort((short) (v4 ? 0x0800 : 0x86dd));
        if (v4) {
            putIpv4(packet, flow, transport.length);
        } else {
            packet.putInt(6 << 28)
                    .putShort((short) transport.length)
                    .put((byte) flow.protocol().number())
                    .put((byte) TTL)
                    .put(flow.source().wireBytes())
                    .put(flow.destination().wireBytes());
        }
        return packet.put(transport).array();
    }

    private static void putIpv4(ByteBuffer packet, FiveTuple flow, int length) {
        int start = packet.position();
        packet.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + length))
                .putInt(0x4000)
                .put((byte) TTL)
                .put((byte) flow.protocol().number())
                .putShort((short) 0)
                .put(flow.source().wireBytes())
                .put(flow.destination().wireBytes());
        int sum = 0;
        for (int at = start; at < start + 20; at += 2) {
            sum += Short.toUnsignedInt(packet.getShort(at));
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        packet.putShort(start + 10, (short) ~(sum + (sum >>> 16)));
    }

    private static byte[] tcp(FiveTuple flow, boolean syn) {
        return ByteBuffer.allocate(20)
                .putShort((short) flow.sourcePort())
                .putShort((short) flow.destinationPort())
                .putLong(1)
                .put((byte) 0x50)
                .put((byte) (syn ? SYN : ACK))
                .putShort((short) 0xffff)
                .array();
    }

    private static byte[] udp(FiveTuple flow) {
        return ByteBuffer.allocate(8)
                .putShort((short) flow.sourcePort())
                .putShort((short) flow.destinationPort())
                .putShort((short) 8)
                .array();
    }
}
