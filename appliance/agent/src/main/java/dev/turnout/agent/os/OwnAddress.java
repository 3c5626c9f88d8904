package dev.turnout.agent.os;

import dev.turnout.core.model.Family;
import dev.turnout.core.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import java.util.Set;

/** The address by which others know the box. Asks the kernel, without a packet. */
public final class OwnAddress {
    private static final int DISCARD = 9;

    private OwnAddress() {}

    /**
     * What the box takes for a packet to another host; where that is of another family, an address of the wanted one on the
     * same device.
     *
     * @param not addresses that are the box's, but not its own
     */
    public static Optional<InetAddress> towards(IpAddress host, Family wanted, Set<IpAddress> not) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByAddress(host.wireBytes()), DISCARD));
            if (!(channel.getLocalAddress() instanceof InetSocketAddress local)) {
                return Optional.empty();
            }
            InetAddress chosen = local.getAddress();
            if (IpAddress.ofBytes(chosen.getAddress()).family() == wanted) {
                return Optional.of(chosen);
            }
            return Optional.ofNullable(NetworkInterface.getByInetAddress(chosen)).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress())
                    .filter(address -> {
                        IpAddress own = IpAddress.ofBytes(address.getAddress());
                        return own.family() == wanted && !not.contains(own);
                    })
                    .findFirst();
        } catch (IOException unreachable) {
            return Optional.empty();
        }
    }
}
