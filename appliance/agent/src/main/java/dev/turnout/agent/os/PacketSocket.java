package dev.turnout.agent.os;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * A socket of packet(7) that only sends: its protocol is 0, so the kernel hands it nothing. It belongs to the network
 * namespace of the thread that made it.
 */
final class PacketSocket implements FrameSender {
    private static final int AF_PACKET = 17;

    /** struct sockaddr_ll: family, protocol, interface index, type, packet type, address length, address. */
    private static final int ADDRESS_SIZE = 20;

    private static final int ADDRESS_INDEX = 4;

    private final NativeSocket socket;

    private PacketSocket(NativeSocket socket) {
        this.socket = socket;
    }

    /** Needs CAP_NET_RAW; throws where it is missing, since nothing can be announced then. */
    static PacketSocket open() {
        return new PacketSocket(NativeSocket.open(AF_PACKET, NativeSocket.RAW, 0));
    }

    @Override
    public Optional<String> send(int device, byte[] frame) {
        ByteBuffer address = ByteBuffer.allocate(ADDRESS_SIZE).order(ByteOrder.nativeOrder());
        address.putShort(0, (short) AF_PACKET).putInt(ADDRESS_INDEX, device);
        return socket.send(frame, address.array());
    }

    @Override
    public void close() {
        socket.close();
    }
}
