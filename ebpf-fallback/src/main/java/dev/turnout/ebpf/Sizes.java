package dev.turnout.ebpf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The room in every map that has a choice, and with it the shape of the maps and the program's read-only settings.
 *
 * @param serviceRecords of one generation; half as many buckets
 */
record Sizes(
        int slots,
        int serviceRecords,
        int backendRecords,
        int filterBits,
        int serviceIds,
        int tableIds,
        int flows,
        int ranges) {
    private static final int BACKEND_RECORDS = 2 * Layout.BACKEND_IDS;
    private static final int TABLE_IDS = 16_384;

    /** A map's value size in bytes and its entries. */
    record Shape(long valueBytes, int entries) {
        boolean holds(Shape other) {
            return valueBytes >= other.valueBytes && entries >= other.entries;
        }
    }

    static Sizes of(XdpSettings settings) {
        // A service may bring a VIP marker of its own.
        int records = Math.max(2 * Layout.MIN_SERVICE_BUCKETS, PerfectHash.recordsFor(2 * settings.maxServices()));
        return new Sizes(
                settings.slotCapacity(),
                records,
                BACKEND_RECORDS,
                settings.filterBits(),
                PerfectHash.keysFor(records) + 1,
                TABLE_IDS,
                settings.maxFlows(),
                settings.maxSourceRanges());
    }

    int serviceBuckets() {
        return serviceRecords / 2;
    }

    /** Bytes of one generation of the service table. */
    long serviceGeneration() {
        return Layout.Services.GENERATION_HEAD + 2L * serviceBuckets() + (long) Layout.Service.SIZE * serviceRecords;
    }

    long servicesBytes() {
        return Layout.Services.HEAD + 2 * serviceGeneration();
    }

    long filterBytes() {
        return filterBits / 8;
    }

    /** Of the maps that follow the settings; others are as the object declares them. */
    Map<String, Shape> shapes() {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(Maps.SLOTS, new Shape(4L * slots, 1));
        shapes.put(Maps.SERVICES, new Shape(servicesBytes(), 1));
        shapes.put(Maps.BACKENDS, new Shape((long) Layout.Backend.SIZE * backendRecords, 1));
        shapes.put(Maps.TRANSIT, new Shape(Layout.Transit.HEAD + Layout.TRANSIT_FILTERS * filterBytes(), 1));
        shapes.put(Maps.FLOWS, new Shape(Layout.Flow.SIZE, flows));
        shapes.put(Maps.SOURCE_RANGES, new Shape(4, ranges));
        shapes.put(Maps.SERVICE_COUNTS, new Shape(Layout.Counts.PAIR_SIZE, serviceIds));
        shapes.put(Maps.TABLE_COUNTS, new Shape(Layout.Counts.PAIR_SIZE, tableIds));
        return shapes;
    }

    /** What these sizes become where maps with those shapes are there already: never less room than either. */
    Sizes with(Map<String, Shape> found) {
        return new Sizes(
                Math.max(slots, (int) (bytes(found, Maps.SLOTS) / 4)),
                Math.max(serviceRecords, recordsFound(bytes(found, Maps.SERVICES))),
                Math.max(backendRecords, (int) (bytes(found, Maps.BACKENDS) / Layout.Backend.SIZE)),
                found.containsKey(Maps.TRANSIT)
                        ? (int) ((bytes(found, Maps.TRANSIT) - Layout.Transit.HEAD) * 8 / Layout.TRANSIT_FILTERS)
                        : filterBits,
                Math.max(serviceIds, entries(found, Maps.SERVICE_COUNTS)),
                Math.max(tableIds, entries(found, Maps.TABLE_COUNTS)),
                Math.max(flows, entries(found, Maps.FLOWS)),
                Math.max(ranges, entries(found, Maps.SOURCE_RANGES)));
    }

    /** The sizes that maps with those shapes have. */
    Sizes as(Map<String, Shape> found) {
        return new Sizes(256, 2, 1, filterBits, 1, 1, 1, 1).with(found);
    }

    /** A generation takes 65 bytes a record and a head; records are a power of two. */
    private static int recordsFound(long servicesBytes) {
        long records = (servicesBytes - Layout.Services.HEAD) / 2 / (Layout.Service.SIZE + 1);
        return records <= 0 ? 0 : Integer.highestOneBit((int) records);
    }

    private static long bytes(Map<String, Shape> found, String map) {
        Shape shape = found.get(map);
        return shape == null ? 0 : shape.valueBytes();
    }

    private static int entries(Map<String, Shape> found, String map) {
        Shape shape = found.get(map);
        return shape == null ? 0 : shape.entries();
    }

    /** Fills the settings' memory, whose layout version is the object's own and is not touched. */
    void writeTo(MemorySegment settings, XdpSettings wanted, boolean dryRun) {
        set(settings, Layout.Settings.SLOT_COUNT, slots);
        set(settings, Layout.Settings.SERVICE_RECORDS, serviceRecords);
        set(settings, Layout.Settings.SERVICE_BUCKETS, serviceBuckets());
        set(settings, Layout.Settings.BACKEND_RECORDS, backendRecords);
        set(settings, Layout.Settings.FILTER_BITS, filterBits);
        set(settings, Layout.Settings.ICMP_RATE, wanted.icmp().perSecond());
        set(settings, Layout.Settings.ICMP_BURST, wanted.icmp().burst());
        set(settings, Layout.Settings.FLOW_RATE, wanted.newFlows().perSecond());
        set(settings, Layout.Settings.FLOW_BURST, wanted.newFlows().burst());
        set(settings, Layout.Settings.FEATURES, Layout.Settings.FEATURE_ALL);
        set(settings, Layout.Settings.DRY_RUN, dryRun ? 1 : 0);
    }

    private static void set(MemorySegment settings, int offset, int value) {
        settings.set(ValueLayout.JAVA_INT, offset, value);
    }
}
