package dev.turnout.p4.driver.entries;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.TableId;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** The slot words of all tables, four bytes a slot. A word of 0 is a slot that has no entry. */
final class SlotWords {
    private final SortedMap<Integer, int[]> tables = new TreeMap<>();

    int word(int table, int slot) {
        int[] words = tables.get(table);
        return words == null || slot >= words.length ? 0 : words[slot];
    }

    /** Makes room up to the next power of two where it must. */
    void put(int table, int slot, int word) {
        int[] words = tables.get(table);
        if (words == null || slot >= words.length) {
            int size = slot == 0 ? 1 : 2 * Integer.highestOneBit(slot);
            words = words == null ? new int[size] : Arrays.copyOf(words, size);
            tables.put(table, words);
        }
        words[slot] = word;
    }

    /** 0 where no such table is known. */
    int size(int table) {
        int[] words = tables.get(table);
        return words == null ? 0 : words.length;
    }

    /**
     * Gives a table the size that it has.
     *
     * @param beyond takes each slot behind its end that has a word, before that is forgotten
     */
    void resize(int table, int size, IntConsumer beyond) {
        int[] words = tables.getOrDefault(table, new int[0]);
        for (int slot = size; slot < words.length; slot++) {
            if (words[slot] != 0) {
                beyond.accept(slot);
            }
        }
        tables.put(table, Arrays.copyOf(words, size));
    }

    /** It is known no more. */
    void forget(int table) {
        tables.remove(table);
    }

    SortedMap<TableId, SlotTable> copy() {
        SortedMap<TableId, SlotTable> copies = new TreeMap<>();
        tables.forEach((id, words) -> copies.put(new TableId(id), SlotTable.of(words)));
        return copies;
    }
}
