package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.turnout.core.dataplane.FilterFill;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;

/** The two Bloom filters of flows that began on a slot's new owner. Packets set bits, until a filter is full; this counts and clears them. */
final class TransitFilters {
    private final MappedMap map;
    private final Sizes sizes;

    TransitFilters(MappedMap map, Sizes sizes) {
        this.map = map;
        this.sizes = sizes;
    }

    /** Draws the keys of a filter map that was just made. They never change after that: marks would lose their meaning. */
    static void drawKeys(MappedMap map) {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < Layout.Transit.KEYS; i++) {
            map.memory().set(JAVA_LONG, Layout.Transit.KEY + 8L * i, random.nextLong() | 1);
        }
    }

    /** The fill of both. */
    List<FilterFill> fill() {
        return IntStream.range(0, Layout.TRANSIT_FILTERS)
                .mapToObj(filter -> new FilterFill(bitsSet(bits(filter)), sizes.filterBits(), Layout.TRANSIT_HASHES))
                .toList();
    }

    /** Has packets take a filter for full as soon as more than that share of unmarked flows would seem marked. */
    void bound(double maxFalsePositiveRate) {
        long full = new FilterFill(0, sizes.filterBits(), Layout.TRANSIT_HASHES).room(maxFalsePositiveRate);
        map.memory().set(JAVA_LONG, Layout.Transit.RATE, Double.doubleToRawLongBits(maxFalsePositiveRate));
        map.memory().set(JAVA_LONG, Layout.Transit.FULL, full);
    }

    /** What it was last bound to; 0 where it never was. */
    double maxFalsePositiveRate() {
        return Double.longBitsToDouble(map.memory().get(JAVA_LONG, Layout.Transit.RATE));
    }

    /**
     * No slot names it, and none did at the last grace period. The count first: who dies in between leaves bits, which are
     * cleared again.
     */
    void clear(int filter) {
        map.memory().set(JAVA_LONG, Layout.Transit.SET + (long) Long.BYTES * filter, 0);
        bits(filter).fill((byte) 0);
    }

    private MemorySegment bits(int filter) {
        return map.memory().asSlice(Layout.Transit.HEAD + filter * sizes.filterBytes(), sizes.filterBytes());
    }

    private static long bitsSet(MemorySegment bits) {
        long set = 0;
        for (long at = 0; at < bits.byteSize(); at += Long.BYTES) {
            set += Long.bitCount(bits.get(JAVA_LONG, at));
        }
        return set;
    }
}
