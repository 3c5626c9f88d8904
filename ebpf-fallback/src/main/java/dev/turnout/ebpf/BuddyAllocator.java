package dev.turnout.ebpf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;

/**
 * Power-of-two regions of an array, each aligned to its size (Knowlton, CACM 8(10), 1965).
 *
 * <p>It keeps nothing beside the free regions, so it can be made again from the regions that are found in use. The lowest region
 * that fits is taken, which keeps large ones whole.
 */
final class BuddyAllocator {
    private final int capacity;
    /** By the binary logarithm of their size: where free regions begin. */
    private final List<TreeSet<Integer>> free = new ArrayList<>();

    /** @param capacity a power of two */
    BuddyAllocator(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 0) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two");
        }
        this.capacity = capacity;
        for (int order = 0; order <= order(capacity); order++) {
            free.add(new TreeSet<>());
        }
        free.getLast().add(0);
    }

    /** The base of a region of that size, a power of two; empty where none is left in one piece. */
    OptionalInt allocate(int size) {
        int wanted = order(size);
        for (int order = wanted; order < free.size(); order++) {
            Integer base = free.get(order).pollFirst();
            if (base != null) {
                giveBackUpperHalves(base, order, wanted);
                return OptionalInt.of(base);
            }
        }
        return OptionalInt.empty();
    }

    private void giveBackUpperHalves(int base, int order, int wanted) {
        for (int half = order - 1; half >= wanted; half--) {
            free.get(half).add(base + (1 << half));
        }
    }

    /** Takes a region that is known to be in use; false where it is not aligned, not inside, or not wholly free. */
    boolean reserve(int base, int size) {
        if (Integer.bitCount(size) != 1 || size < 0 || (base & (size - 1)) != 0 || base < 0 || base > capacity - size) {
            return false;
        }
        int wanted = order(size);
        for (int order = wanted; order < free.size(); order++) {
            int around = base & -(1 << order);
            if (free.get(order).remove(around)) {
                splitAround(around, order, base, wanted);
                return true;
            }
        }
        return false;
    }

    private void splitAround(int around, int order, int base, int wanted) {
        int kept = around;
        for (int half = order - 1; half >= wanted; half--) {
            int upper = kept + (1 << half);
            if (base >= upper) {
                free.get(half).add(kept);
                kept = upper;
            } else {
                free.get(half).add(upper);
            }
        }
    }

    /** Gives a region back, and joins it with its buddy for as long as that is free too. */
    void free(int base, int size) {
        int at = base;
        int order = order(size);
        while (order < free.size() - 1 && free.get(order).remove(at ^ (1 << order))) {
            at &= ~(1 << order);
            order++;
        }
        if (!free.get(order).add(at)) {
            throw new IllegalStateException("region " + base + "+" + size + " was free already");
        }
    }

    /** Slots in free regions of all sizes. */
    long available() {
        long sum = 0;
        for (int order = 0; order < free.size(); order++) {
            sum += (long) free.get(order).size() << order;
        }
        return sum;
    }

    private static int order(int size) {
        if (Integer.bitCount(size) != 1 || size < 0) {
            throw new IllegalArgumentException("size " + size + " is no power of two");
        }
        return Integer.numberOfTrailingZeros(size);
    }
}
