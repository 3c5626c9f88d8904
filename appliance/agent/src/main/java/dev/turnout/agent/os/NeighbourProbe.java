package dev.turnout.agent.os;

import dev.turnout.agent.os.KernelView.Link;
import dev.turnout.agent.os.KernelView.Neighbour;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the kernel ask for neighbours, by an empty datagram to each one's discard port (RFC 863). */
final class NeighbourProbe {
    private static final int DISCARD = 9;

    private NeighbourProbe() {}

    static void probe(KernelView view, List<Neighbour.Key> neighbours) {
        if (neighbours.isEmpty()) {
            return;
        }
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.configureBlocking(false);
            for (Neighbour.Key key : neighbours) {
                send(channel, key, view.links().get(key.device()));
            }
        } catch (IOException noSocket) {
            // The neighbours stay unresolved, which is reported.
        }
    }

    private static void send(DatagramChannel channel, Neighbour.Key key, @Nullable Link device) {
        try {
            byte[] bytes = key.address().wireBytes();
            InetAddress address = InetAddress.getByAddress(bytes);
            if (address instanceof Inet6Address && address.isLinkLocalAddress() && device != null) {
                address = Inet6Address.getByAddress(null, bytes, device.index());
            }
            channel.send(ByteBuffer.allocate(0), new InetSocketAddress(address, DISCARD));
        } catch (IOException unreachable) {
            // As above.
        }
    }
}
