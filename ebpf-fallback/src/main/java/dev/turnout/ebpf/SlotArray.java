package dev.turnout.ebpf;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.turnout.core.dataplane.SlotTable;
import java.lang.foreign.MemorySegment;

/** The slots of all tables, one word each: what is stored is what the next packet of that slot does. */
final class SlotArray {
    private final MappedMap map;

    SlotArray(MappedMap map) {
        this.map = map;
    }

    int capacity() {
        return (int) (map.bytes() / Integer.BYTES);
    }

    SlotTable read(int base, int size) {
        int[] words = new int[size];
        // Only this process stores slots, so a plain copy sees them whole.
        MemorySegment.copy(map.memory(), JAVA_INT, Integer.BYTES * (long) base, words, 0, size);
        return SlotTable.of(words);
    }

    /** Fills a region that no packet can reach yet; the service record that names it publishes it. */
    void fill(int base, SlotTable table) {
        MemorySegment.copy(table.toArray(), 0, map.memory(), JAVA_INT, Integer.BYTES * (long) base, table.size());
    }

    /** One atomic store. */
    void store(int base, int slot, int word) {
        map.publish(Integer.BYTES * ((long) base + slot), word);
    }
}
