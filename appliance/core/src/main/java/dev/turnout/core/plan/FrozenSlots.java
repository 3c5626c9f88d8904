package dev.turnout.core.plan;

import dev.turnout.core.dataplane.SlotTable;
import dev.turnout.core.dataplane.SlotWord;
import java.util.BitSet;

/**
 * Why slots of a table are frozen.
 *
 * @param takenBack whose previous owner is wanted again
 * @param leaving whose current owner is to take no new flows of this table any more
 * @param filterFull the others: they go on once the transit filter has room
 */
public record FrozenSlots(int takenBack, int leaving, int filterFull) {
    /**
     * @param table as it is
     * @param wanted as it should be, of any size
     */
    public static FrozenSlots of(SlotTable table, SlotTable wanted) {
        if (table.counts().frozen() == 0) {
            return new FrozenSlots(0, 0, 0);
        }
        BitSet owners = wanted.counts().currentOwners();
        int[] counts = new int[3];
        for (int slot = 0; slot < table.size(); slot++) {
            int bits = table.bits(slot);
            // Where a larger table is wanted, several of its slots begin as this one: the first speaks for all.
            if (bits < 0 && SlotWord.isInTransition(bits)) {
                SlotWord word = new SlotWord(bits);
                int owner = wanted.bits(slot & wanted.size() - 1) & SlotWord.OWNER_MASK;
                counts[owner == word.previous() ? 0 : owners.get(word.current()) ? 2 : 1]++;
            }
        }
        return new FrozenSlots(counts[0], counts[1], counts[2]);
    }

    public int all() {
        return takenBack + leaving + filterFull;
    }
}
