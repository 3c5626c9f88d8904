package dev.turnout.core.dataplane;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** An immutable table of slot words, a power of two of them. Compared by content. */
public final class SlotTable {
    private final int[] words;
    private int hash;
    private @Nullable SlotCounts counts;

    private SlotTable(int[] words) {
        if (Integer.bitCount(words.length) != 1) {
            throw new IllegalArgumentException("a table of " + words.length + " slots");
        }
        this.words = words;
    }

    /** Copies. */
    public static SlotTable of(int[] words) {
        return new SlotTable(words.clone());
    }

    /** A table of that size, each word made from its slot. */
    public static SlotTable generate(int size, IntUnaryOperator wordOfSlot) {
        int[] words = new int[size];
        Arrays.setAll(words, wordOfSlot);
        return new SlotTable(words);
    }

    public int size() {
        return words.length;
    }

    public SlotWord slot(int index) {
        return new SlotWord(words[index]);
    }

    /** {@link SlotWord#bits()} of a slot, for loops over many. */
    public int bits(int index) {
        return words[index];
    }

    public int[] toArray() {
        return words.clone();
    }

    /** Counted when it is first asked for. Two threads may both count, and find the same. */
    public SlotCounts counts() {
        SlotCounts known = counts;
        if (known == null) {
            known = SlotCounts.of(words);
            counts = known;
        }
        return known;
    }

    /** Itself, counted: for who makes many tables on several threads, and will ask each. */
    public SlotTable counted() {
        SlotCounts ignored = counts();
        return this;
    }

    /** Slots with a previous owner. */
    public int inTransition() {
        return counts().inTransition();
    }

    /** As it will be once all transitions have ended: frozen slots return to previous, others stay with current. */
    public SlotTable settled() {
        return generate(words.length, index -> slot(index).restingOwner());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SlotTable table && Arrays.equals(words, table.words);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Arrays.hashCode(words);
        }
        return hash;
    }

    @Override
    public String toString() {
        return "SlotTable[size=" + words.length + ", inTransition=" + inTransition() + "]";
    }
}
