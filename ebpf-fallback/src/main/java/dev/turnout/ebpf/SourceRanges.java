package dev.turnout.ebpf;

import dev.turnout.core.model.Cidr;
import dev.turnout.core.model.IpAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who may reach which service: a longest-prefix-match trie whose entries are permissions. */
final class SourceRanges {
    private static final byte[] PERMITTED = {1, 0, 0, 0};

    private final KernelMap trie;

    SourceRanges(int fd) {
        trie = new KernelMap(Maps.SOURCE_RANGES, fd, Layout.SourceKey.SIZE, PERMITTED.length);
    }

    /** Ranges by the service's number in its record, sorted. */
    Map<Integer, List<Cidr>> read() {
        Map<Integer, List<Cidr>> ranges = new HashMap<>();
        for (KernelMap.Entry entry : trie.entries()) {
            ByteBuffer key = ByteBuffer.wrap(entry.key()).order(ByteOrder.LITTLE_ENDIAN);
            byte[] bytes = Arrays.copyOfRange(
                    entry.key(), Layout.SourceKey.ADDRESS, Layout.SourceKey.ADDRESS + Addresses.BYTES);
            IpAddress network = IpAddress.ofBytes(bytes);
            int length = key.getInt(Layout.SourceKey.PREFIX_LENGTH) - Layout.SourceKey.SERVICE_BITS;
            ranges.computeIfAbsent(key.getInt(Layout.SourceKey.SERVICE), _ -> new ArrayList<>())
                    .add(new Cidr(network, length - (128 - network.family().bits())));
        }
        ranges.values().forEach(list -> list.sort(null));
        return ranges;
    }

    /** Takes out what belongs to other services than these, and answers what is left. No record names what goes. */
    Map<Integer, List<Cidr>> retain(Set<Integer> services) {
        Map<Integer, List<Cidr>> ranges = read();
        ranges.forEach((service, orphans) -> {
            if (!services.contains(service)) {
                orphans.forEach(range -> withdraw(service, range));
            }
        });
        ranges.keySet().retainAll(services);
        return ranges;
    }

    /** 0, or a negative errno: ENOSPC where the trie is full. */
    int permit(int service, Cidr range) {
        return trie.put(key(service, range), PERMITTED, KernelMap.ANY);
    }

    /** 0, or a negative errno. */
    int withdraw(int service, Cidr range) {
        return trie.remove(key(service, range));
    }

    private static byte[] key(int service, Cidr range) {
        return ByteBuffer.allocate(Layout.SourceKey.SIZE)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Layout.SourceKey.SERVICE_BITS + range.mappedPrefixLength())
                .putInt(service)
                .put(range.network().mappedBytes())
                .array();
    }
}
