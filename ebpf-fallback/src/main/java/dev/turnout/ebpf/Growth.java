package dev.turnout.ebpf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Larger maps beside the current ones, filled from them, while packets go on. Maps that are large enough are shared, so what
 * packets write to them is lost at no moment; the transit filters are among those always.
 *
 * <p>What packets wrote to a small map after it was copied and before the program on the larger ones had taken over is brought
 * after it by {@link #catchUp}: flows, and counts.
 */
final class Growth {
    private static final List<String> ENTRIES =
            List.of(Maps.FLOWS, Maps.SOURCE_RANGES, Maps.SERVICE_COUNTS, Maps.TABLE_COUNTS);

    private static final List<String> COUNTS = List.of(Maps.SERVICE_COUNTS, Maps.TABLE_COUNTS);

    private final MapSet from;
    /** What was copied of each map that packets write. */
    private final Map<String, Map<ByteBuffer, byte[]>> copied = new HashMap<>();

    private Growth(MapSet from) {
        this.from = from;
    }

    /** Leaves a complete set in the directory of the next maps. */
    static Growth grow(MapSet found, Sizes sizes, Installation installation) throws RefusedException {
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
        Growth growth = new Growth(found);
        try (MapSet larger = MapSet.open(unfinished)) {
            growth.fill(larger, small, sizes);
        }
        Pins.move(unfinished, Pins.next(installation.pins()));
        return growth;
    }

    private void fill(MapSet to, Set<String> small, Sizes sizes) throws RefusedException {
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
                copied.put(map, copy(map, to));
            }
        }
    }

    private Map<ByteBuffer, byte[]> copy(String map, MapSet to) throws RefusedException {
        Map<ByteBuffer, byte[]> entries = new HashMap<>();
        KernelMap larger = entries(to, map);
        for (KernelMap.Entry entry : entries(from, map).entries()) {
            int ignored = larger.put(entry.key(), entry.value(), KernelMap.ANY);
            entries.put(ByteBuffer.wrap(entry.key()), entry.value());
        }
        return entries;
    }

    /**
     * Brings what came after the copy. Once, when the program on the larger maps has taken over.
     *
     * <p>A count is read and written again: what is counted between the two is lost, some packets of the one entry.
     */
    void catchUp(MapSet to) throws RefusedException {
        new GracePeriod().await();
        if (copied.containsKey(Maps.FLOWS)) {
            catchUpFlows(entries(to, Maps.FLOWS), copied.getOrDefault(Maps.FLOWS, Map.of()));
        }
        for (String map : COUNTS) {
            if (copied.containsKey(map)) {
                catchUpCounts(map, entries(to, map), copied.getOrDefault(map, Map.of()));
            }
        }
    }

    /** Flows that began or moved; where the new program has decided anew meanwhile, that holds. */
    private void catchUpFlows(KernelMap larger, Map<ByteBuffer, byte[]> before) throws RefusedException {
        for (KernelMap.Entry entry : entries(from, Maps.FLOWS).entries()) {
            byte[] known = before.get(ByteBuffer.wrap(entry.key()));
            if (!Arrays.equals(entry.value(), known) && Arrays.equals(larger.get(entry.key()), known)) {
                int ignored = larger.put(entry.key(), entry.value(), KernelMap.ANY);
            }
        }
    }

    private void catchUpCounts(String map, KernelMap larger, Map<ByteBuffer, byte[]> before) throws RefusedException {
        for (KernelMap.Entry entry : entries(from, map).entries()) {
            byte[] known = before.getOrDefault(ByteBuffer.wrap(entry.key()), new byte[entry.value().length]);
            byte[] now = larger.get(entry.key());
            if (!Arrays.equals(entry.value(), known) && now != null) {
                int ignored = larger.put(entry.key(), sum(now, entry.value(), known), KernelMap.ANY);
            }
        }
    }

    /** Counter by counter: a + b - c. */
    private static byte[] sum(byte[] a, byte[] b, byte[] c) {
        ByteBuffer sum = ByteBuffer.allocate(a.length).order(ByteOrder.nativeOrder());
        for (int at = 0; at < a.length; at += Long.BYTES) {
            sum.putLong(count(a, at) + count(b, at) - count(c, at));
        }
        return sum.array();
    }

    private static long count(byte[] counts, int at) {
        return ByteBuffer.wrap(counts).order(ByteOrder.nativeOrder()).getLong(at);
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
