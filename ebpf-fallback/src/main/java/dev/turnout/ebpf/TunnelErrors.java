package dev.turnout.ebpf;

import dev.turnout.core.dataplane.BackendEntry;
import dev.turnout.core.dataplane.NextHop;
import dev.turnout.core.model.Encapsulation;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where packets leave word of ICMP errors about our own tunnels: one entry for each address that is reached by one. */
final class TunnelErrors {
    private final KernelMap map;

    TunnelErrors(int fd) {
        map = new KernelMap(Maps.TUNNEL_MTU, fd, Layout.TunnelMtu.KEY_SIZE, Layout.TunnelMtu.SIZE);
    }

    /** Makes the entries those of these backends; one whose source has not changed is left alone. */
    void follow(Collection<BackendEntry> backends) {
        Map<IpAddress, byte[]> wanted = new HashMap<>();
        for (BackendEntry backend : backends) {
            if (!(backend.key().encapsulation() instanceof Encapsulation.L2)) {
                backend.nextHop().ifPresent(hop -> wanted.put(backend.key().address(), source(hop)));
            }
        }
        for (KernelMap.Entry entry : map.entries()) {
            byte[] source = wanted.remove(IpAddress.ofBytes(entry.key()));
            if (source == null) {
                map.remove(entry.key());
            } else if (!Arrays.equals(source, 0, source.length, entry.value(), 0, source.length)) {
                map.put(entry.key(), Arrays.copyOf(source, Layout.TunnelMtu.SIZE), KernelMap.ANY);
            }
        }
        wanted.forEach((address, source) ->
                map.put(address.mappedBytes(), Arrays.copyOf(source, Layout.TunnelMtu.SIZE), KernelMap.ANY));
    }

    /** What has been said since the last call. */
    List<TunnelError> take() {
        List<TunnelError> errors = new ArrayList<>();
        for (KernelMap.Entry entry : map.entries()) {
            ByteBuffer value = ByteBuffer.wrap(entry.value()).order(ByteOrder.LITTLE_ENDIAN);
            int mtu = value.getInt(Layout.TunnelMtu.MTU);
            if (mtu != 0) {
                errors.add(
                        new TunnelError(IpAddress.ofBytes(entry.key()), mtu, value.getLong(Layout.TunnelMtu.ERRORS)));
                value.putInt(Layout.TunnelMtu.MTU, 0);
                map.put(entry.key(), entry.value(), KernelMap.ANY);
            }
        }
        return errors;
    }

    /** The head of an entry: the source and the bits of it that vary. */
    private static byte[] source(NextHop hop) {
        return ByteBuffer.allocate(Layout.TunnelMtu.MTU)
                .put(hop.outerSource().network().mappedBytes())
                .putInt(Addresses.varyingBits(hop.outerSource()))
                .array();
    }
}
