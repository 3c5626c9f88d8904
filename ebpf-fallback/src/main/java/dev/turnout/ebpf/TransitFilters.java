package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.turnout.core.dataplane.FilterFill;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The two Bloom filters of flows that began on a slot's new owner. Packets set bits and count them, until a filter is full; this
 * reads the counts and clears both.
 */
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

    /** The fill of both, as packets have counted it: to count the bits themselves takes milliseconds, in every step. */
    List<FilterFill> fill() {
        return IntStream.range(0, Layout.TRANSIT_FILTERS)
                .mapToObj(filter -> new FilterFill(
                        map.memory().get(JAVA_LONG, countAt(filter)), sizes.filterBits(), Layout.TRANSIT_HASHES))
                .toList();
    }

    private static long countAt(int filter) {
        return Layout.Transit.SET + (long) Long.BYTES * filter;
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
     * No slot names it, and none did at the last grace period. The bits first: who dies in between leaves a count, by which
     * the filter is cleared again. Bits without a count would be taken for new marks.
     */
    void clear(int filter) {
        bits(filter).fill((byte) 0);
        map.memory().set(JAVA_LONG, countAt(filter), 0);
    }

    private MemorySegment bits(int filter) {
        return map.memory().asSlice(Layout.Transit.HEAD + filter * sizes.filterBytes(), sizes.filterBytes());
    }
}
