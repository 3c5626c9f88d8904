package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.turnout.core.dataplane.BackendId;
import dev.turnout.core.dataplane.FlowTable;
import dev.turnout.core.dataplane.ServiceId;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The flow table in its map: packets write it, and read it meanwhile. To look at an entry from here does not refresh it. */
final class FlowEntries implements FlowTable {
    private final KernelMap map;

    FlowEntries(int fd) {
        map = new KernelMap(Maps.FLOWS, fd, Layout.Flow.KEY_SIZE, Layout.Flow.SIZE);
    }

    @Override
    public Map<Kind, Long> count() {
        Map<Kind, Long> counts = new HashMap<>();
        map.walk((_, value) -> counts.merge(kind(value), 1L, Long::sum));
        return counts;
    }

    private static Kind kind(MemorySegment value) {
        return new Kind(keeping(value), Short.toUnsignedInt(value.get(JAVA_SHORT, Layout.Flow.GENERATION)));
    }

    @Override
    public long forget(Set<Keeping> which) {
        if (which.isEmpty()) {
            return 0;
        }
        List<byte[]> keys = new ArrayList<>();
        map.walk((key, value) -> {
            if (which.contains(keeping(value))) {
                keys.add(key.toArray(JAVA_BYTE));
            }
        });
        return keys.stream().filter(key -> map.remove(key) == 0).count();
    }

    private static Keeping keeping(MemorySegment value) {
        return new Keeping(
                new ServiceId(value.get(JAVA_INT, Layout.Flow.SERVICE)),
                new BackendId(Short.toUnsignedInt(value.get(JAVA_SHORT, Layout.Flow.BACKEND))));
    }
}
