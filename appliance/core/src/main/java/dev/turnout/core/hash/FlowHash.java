package dev.turnout.core.hash;

import dev.turnout.core.model.Affinity;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * The hash that finds a flow's slot: CRC-32 (IEEE 802.3) over source address, destination address, source port and
 * destination port, as they stand in a packet: 12 bytes for IPv4, 36 for IPv6. The protocol is not in it, since a
 * service has one.
 */
public final class FlowHash {
    private FlowHash() {}

    /** All 32 bits. Ports count as zero for {@link Affinity#CLIENT_IP}. */
    public static int of(FiveTuple flow, Affinity affinity) {
        return switch (affinity) {
            case FIVE_TUPLE -> crc(flow, flow.sourcePort(), flow.destinationPort());
            case CLIENT_IP -> crc(flow, 0, 0);
        };
    }

    /**
     * The slot of a hash.
     *
     * @param size slots of the table, a power of two
     */
    public static int slot(int hash, int size) {
        return hash & size - 1;
    }

    private static int crc(FiveTuple flow, int sourcePort, int destinationPort) {
        byte[] source = flow.source().wireBytes();
        byte[] destination = flow.destination().wireBytes();
        byte[] input = ByteBuffer.allocate(source.length + destination.length + 4)
                .put(source)
                .put(destination)
                .putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .array();
        CRC32 crc = new CRC32();
        crc.update(input);
        return (int) crc.getValue();
    }
}
