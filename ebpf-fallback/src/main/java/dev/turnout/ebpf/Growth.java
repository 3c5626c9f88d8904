package dev.turnout.ebpf;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Larger maps beside the current ones, filled from them, while packets go on. Maps that are large enough are shared, so what
 * packets write to them is lost at no moment; the transit filters are among those always.
 */
final class Growth {
    private static final List<String> ENTRIES =
            List.of(Maps.FLOWS, Maps.SOURCE_RANGES, Maps.SERVICE_COUNTS, Maps.TABLE_COUNTS);

    private Growth() {}

    /** Leaves a complete set in the directory of the next maps. */
    static void grow(MapSet found, Sizes sizes, Installation installation) throws RefusedException {
        Set<String> small = sizes.shapes().entrySet().stream()
                .filter(entry -> !found.shape(entry.getKey()).holds(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        Path unfinished = Pins.unfinished(installation.pins());
        try (BpfObject object = installation.prepared(sizes, false)) {
            for (Map.Entry<String, Integer> map : found.descriptors().entrySet()) {
                if (!small.contains(map.getKey())) {
                    object.reuse(map.getKey(), map.getValue());
                }
            }
            object.load();
            installation.pinMaps(object, unfinished);
            Pins.pin(object.programFd(), Pins.program(unfinished, installation.digest(sizes)));
        }
        try (MapSet larger = MapSet.open(unfinished)) {
            fill(found, larger, small, sizes);
        }
        Pins.move(unfinished, Pins.next(installation.pins()));
    }

    private static void fill(MapSet from, MapSet to, Set<String> small, Sizes sizes) throws RefusedException {
        for (String map : List.of(Maps.SLOTS, Maps.BACKENDS)) {
            if (small.contains(map)) {
                MemorySegment source = from.memory(map).memory();
                MemorySegment.copy(source, 0, to.memory(map).memory(), 0, source.byteSize());
            }
        }
        if (small.contains(Maps.SERVICES)) {
            copyServices(from, to, sizes);
        }
        for (String map : ENTRIES) {
            if (small.contains(map)) {
                entries(to, map).addAll(entries(from, map));
            }
        }
    }

    /** Offsets inside of the service table follow from its size, so the table is built anew. */
    private static void copyServices(MapSet from, MapSet to, Sizes sizes) throws RefusedException {
        Sizes before = sizes.as(from.shapes());
        GracePeriod grace = new GracePeriod();
        try {
            new ServiceTable(to.memory(Maps.SERVICES), sizes, grace)
                    .write(new ServiceTable(from.memory(Maps.SERVICES), before, grace).read());
        } catch (DamagedException e) {
            throw new RefusedException(
                    "XDP_PINS",
                    "The pinned maps contradict themselves (" + e.getMessage()
                            + "): run `turnout uninstall` and start again.");
        }
    }

    private static KernelMap entries(MapSet maps, String name) throws RefusedException {
        BpfInfo.MapInfo info = BpfInfo.map(maps.fd(name));
        return new KernelMap(name, maps.fd(name), info.keyBytes(), info.copiedBytes());
    }
}
