package dev.turnout.ebpf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuddyAllocatorTest {
    private static final int CAPACITY = 1 << 12;

    private record Region(int base, int size) {}

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15})
    void regionsNeverOverlapAndAllComeBack(long seed) {
        Random random = new Random(seed);
        BuddyAllocator allocator = new BuddyAllocator(CAPACITY);
        List<Region> held = new ArrayList<>();
        BitSet used = new BitSet(CAPACITY);
        for (int step = 0; step < 5000; step++) {
            if (random.nextInt(3) > 0) {
                int size = 1 << random.nextInt(10);
                OptionalInt base = allocator.allocate(size);
                if (base.isPresent()) {
                    Region region = new Region(base.getAsInt(), size);
                    assertEquals(0, region.base % size, "aligned");
                    assertTrue(region.base + size <= CAPACITY);
                    assertTrue(used.get(region.base, region.base + size).isEmpty(), "overlap");
                    used.set(region.base, region.base + size);
                    held.add(region);
                } else {
                    assertFalse(hasFreeAlignedRegion(used, size), "refused what was there: " + size);
                }
            } else if (!held.isEmpty()) {
                Region region = held.remove(random.nextInt(held.size()));
                allocator.free(region.base, region.size);
                used.clear(region.base, region.base + region.size);
            }
            assertEquals(CAPACITY - used.cardinality(), allocator.available());
        }
        held.forEach(region -> allocator.free(region.base, region.size));
        assertEquals(OptionalInt.of(0), allocator.allocate(CAPACITY), "all joined again");
    }

    private static boolean hasFreeAlignedRegion(BitSet used, int size) {
        for (int base = 0; base < CAPACITY; base += size) {
            if (used.get(base, base + size).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void isRebuiltFromWhatIsInUse(long seed) {
        Random random = new Random(seed);
        BuddyAllocator first = new BuddyAllocator(CAPACITY);
        List<Region> held = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            int size = 1 << random.nextInt(9);
            first.allocate(size).ifPresent(base -> held.add(new Region(base, size)));
        }
        Collections.shuffle(held, random);
        BuddyAllocator second = new BuddyAllocator(CAPACITY);
        held.forEach(region -> assertTrue(second.reserve(region.base, region.size)));
        assertEquals(first.available(), second.available());
        for (int size = 1; size <= CAPACITY; size <<= 1) {
            assertEquals(first.allocate(size), second.allocate(size), "size " + size);
        }
    }

    @Test
    void refusesWhatCannotBeInUse() {
        BuddyAllocator allocator = new BuddyAllocator(1024);
        assertTrue(allocator.reserve(256, 256));
        assertFalse(allocator.reserve(256, 256), "twice");
        assertFalse(allocator.reserve(0, 1024), "overlap");
        assertFalse(allocator.reserve(64, 128), "not aligned");
        assertFalse(allocator.reserve(1024, 256), "outside");
        assertFalse(allocator.reserve(0, 300), "no power of two");
        assertFalse(allocator.reserve(-256, 256), "negative");
        assertThrows(IllegalStateException.class, () -> allocator.free(512, 512), "free already");
    }
}
