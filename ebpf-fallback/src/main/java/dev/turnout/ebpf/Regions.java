package dev.turnout.ebpf;

import dev.turnout.core.dataplane.TableId;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which table has which part of the slots. The service records say it, and nothing else is kept. */
final class Regions {
    /** @param size slots, a power of two; {@code base} is a multiple of it */
    record Region(int base, int size) {}

    private final SortedMap<TableId, Region> regions = new TreeMap<>();
    private final BuddyAllocator free;

    private Regions(int capacity) {
        free = new BuddyAllocator(capacity);
    }

    static Regions of(Collection<ServiceRow> rows, int capacity) throws DamagedException {
        Regions regions = new Regions(capacity);
        for (ServiceRow row : rows) {
            Region region = new Region(row.base(), row.size());
            Region known = regions.regions.putIfAbsent(row.table(), region);
            if (known == null && !regions.free.reserve(region.base, region.size)) {
                throw new DamagedException("table " + row.table() + " overlaps another, or is not inside of the slots");
            }
            if (known != null && !known.equals(region)) {
                throw new DamagedException("services disagree on where table " + row.table() + " is");
            }
        }
        return regions;
    }

    SortedMap<TableId, Region> all() {
        return regions;
    }

    boolean contains(TableId id) {
        return regions.containsKey(id);
    }

    /** Of a table that is there. */
    Region get(TableId id) {
        Region region = regions.get(id);
        if (region == null) {
            throw new IllegalArgumentException("no table " + id);
        }
        return region;
    }

    /** False where no free region of that size is left in one piece. */
    boolean allocate(TableId id, int size) {
        OptionalInt base = free.allocate(size);
        base.ifPresent(at -> regions.put(id, new Region(at, size)));
        return base.isPresent();
    }
}
